import { useState } from 'react';
import type { Other } from '../data/presence.ts';
import { Face } from '../ui/face.tsx';
import { Popover } from '../ui/popover.tsx';

const mostFaces = 4;

/** Who else looks at this story or draft now. A phone has room for one face, which opens the list. */
export function PeopleHere({ people }: { readonly people: readonly Other[] }) {
  const each = [...new Map(people.map((other) => [other.userId, other])).values()];
  const [first] = each;
  if (first === undefined) return null;
  const more = each.slice(mostFaces);
  return (
    <>
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
      <div className="md:hidden">
        <PeopleButton people={each} first={first} />
      </div>
    </>
  );
}

function PeopleButton({ people, first }: { readonly people: readonly Other[]; readonly first: Other }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      isOpen={isOpen}
      onOpen={setOpen}
      label="Also here"
      trigger={
        <button
          type="button"
          aria-label={people.length === 1 ? `${first.name} is also here` : `${people.length} people are also here`}
          className="relative grid size-9 place-items-center rounded-full"
        >
          <Face userId={first.userId} name={first.name} />
          {people.length > 1 && (
            <span
              aria-hidden
              className="absolute -right-0.5 bottom-0 grid h-4 min-w-4 place-items-center rounded-full bg-sunken px-0.5 text-2xs text-ink ring-2 ring-surface tabular-nums"
            >
              {people.length}
            </span>
          )}
        </button>
      }
    >
      <p aria-hidden className="px-2.5 pt-1.5 pb-1 text-xs text-ink-faint">
        Also here
      </p>
      <ul aria-label="Also here">
        {people.map(({ userId, name }) => (
          <li key={userId} className="flex items-center gap-2.5 px-2.5 py-1.5">
            <Face userId={userId} name={name} />
            <span aria-hidden className="min-w-0 truncate">
              {name}
            </span>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
