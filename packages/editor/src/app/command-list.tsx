/** Ctrl K: goes anywhere and does anything by its name. */
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { BookOpen, CornerDownRight, MapPin } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { sessionQuery, type User } from '../data/session.ts';
import { storiesByNameQuery } from '../data/stories.ts';
import { groupsFor } from '../settings/sections.tsx';
import { useOfferedCommands } from '../ui/commands.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Key } from '../ui/key.tsx';
import { SearchList } from '../ui/search-list.tsx';
import { findOffers, nameOfOffer, type Offer } from './find-command.ts';

export function CommandList() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== 'k')
        return;
      // Another dialog waits for an answer.
      if (document.querySelector('[role="dialog"][data-state="open"], [role="alertdialog"]') !== null) return;
      event.preventDefault();
      setOpen(true);
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title="Go anywhere, do anything">
      {isOpen && <Offers onDone={() => setOpen(false)} />}
    </Dialog>
  );
}

function Offers({ onDone }: { readonly onDone: () => void }) {
  const router = useRouter();
  const commands = useOfferedCommands();
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const [text, setText] = useState('');
  const { data: stories } = useQuery(storiesByNameQuery(text));
  const offers = useMemo<readonly Offer[]>(
    () => [
      ...commands.map((command) => ({ kind: 'command', command }) as const),
      ...(user ? placesFor(user) : []),
      ...(stories ?? []).map((story) => ({ kind: 'story', story }) as const),
    ],
    [commands, user, stories],
  );

  function take(offer: Offer) {
    onDone();
    // When the dialog has given the focus back.
    requestAnimationFrame(() => {
      if (offer.kind === 'command') offer.command.run();
      else router.history.push(offer.kind === 'place' ? offer.to : `/stories/${offer.story.id}`);
    });
  }

  return (
    <SearchList
      label="What to do, or where to go"
      placeholder="A command, a page, a story …"
      listLabel="Commands"
      find={(typed) => findOffers(offers, typed)}
      onText={setText}
      keyOf={(offer) => `${offer.kind}-${offer.kind === 'story' ? offer.story.id : nameOfOffer(offer)}`}
      onChoose={take}
      nothing="Nothing is called that."
    >
      {(offer) => <OfferRow offer={offer} />}
    </SearchList>
  );
}

const icons = { command: <CornerDownRight />, place: <MapPin />, story: <BookOpen /> };
const kinds = { command: null, place: 'page', story: 'story' };

function OfferRow({ offer }: { readonly offer: Offer }) {
  const keys = offer.kind === 'command' ? (offer.command.keys ?? []) : [];
  return (
    <>
      <span aria-hidden className="text-ink-faint [&_svg]:size-4">
        {icons[offer.kind]}
      </span>
      <span className="min-w-0 flex-1 truncate">{nameOfOffer(offer)}</span>
      {kinds[offer.kind] !== null && <span className="text-xs text-ink-faint">{kinds[offer.kind]}</span>}
      {keys.map((key) => (
        <Key key={key}>{key}</Key>
      ))}
    </>
  );
}

function placesFor(user: User): readonly Offer[] {
  return [
    { kind: 'place', name: 'Stories', to: '/stories' },
    ...groupsFor(user).flatMap(({ sections }) =>
      sections.map(({ label, to }) => ({ kind: 'place', name: label, to }) as const),
    ),
    { kind: 'place', name: 'Formula reference', to: '/reference/formulas' },
    { kind: 'place', name: 'Scratch pad for formulas', to: '/formulas/try' },
  ];
}
