/** A person by their initials, in a colour that is the same everywhere. */
import { classNames } from './class-names.ts';
import { faceColour, initialsOf } from './initials.ts';

interface FaceProps {
  readonly userId: number;
  readonly name: string;
}

export function Face({ userId, name }: FaceProps) {
  return (
    <span
      title={name}
      className={classNames(
        'face grid size-7 shrink-0 place-items-center rounded-full text-2xs font-medium select-none',
        faceColour(userId),
      )}
    >
      <span aria-hidden>{initialsOf(name)}</span>
      <span className="sr-only">{name}</span>
    </span>
  );
}
