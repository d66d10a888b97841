import type { Other } from '../data/presence.ts';
import { Face } from '../ui/face.tsx';

const mostFaces = 4;

/** Who else looks at this story or draft now. */
export function PeopleHere({ people }: { readonly people: readonly Other[] }) {
  const each = [...new Map(people.map((other) => [other.userId, other])).values()];
  if (each.length === 0) return null;
  const more = each.slice(mostFaces);
  return (
    <ul aria-label="Also here" className="flex items-center -space-x-1.5 max-md:hidden">
      {each.slice(0, mostFaces).map(({ userId, name }) => (
        <li key={userId} className="rounded-full ring-2 ring-paper">
          <Face userId={userId} name={name} />
        </li>
      ))}
      {more.length > 0 && (
        <li
          title={more.map(({ name }) => name).join(', ')}
          className="grid size-7 place-items-center rounded-full bg-sunken text-2xs text-ink-soft ring-2 ring-paper"
        >
          +{more.length}
        </li>
      )}
    </ul>
  );
}
