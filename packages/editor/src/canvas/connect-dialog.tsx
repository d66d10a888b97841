import type { ActionResponse } from '@fabula/model';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { type Board, type BoardLink, type LinkType, linkKey, linksOf } from '../board/board.ts';
import { ActionIcon } from '../ui/action-icon.tsx';
import { actionKind } from '../ui/action-kind.ts';
import { Dialog } from '../ui/dialog.tsx';
import { SearchList } from '../ui/search-list.tsx';
import { Segments } from '../ui/segments.tsx';
import { linkTypesOf, linkWords } from './link-words.ts';

interface ConnectDialogProps {
  readonly board: Board;
  /** The action that the links leave; undefined: closed. */
  readonly source: string | undefined;
  readonly canReceive: (type: string) => boolean;
  readonly onClose: () => void;
  /** Makes the link, or takes it off when it is there. */
  readonly onToggle: (link: BoardLink) => void;
}

/** Links an action by keyboard: choose where its events go. */
export function ConnectDialog({ source: guid, board, ...rest }: ConnectDialogProps) {
  const source = board.actions.find((action) => action.guid === guid);
  return (
    <Dialog isOpen={source !== undefined} onClose={rest.onClose} title={`Where do the events of “${source?.name}” go?`}>
      {source !== undefined && <Targets source={source} board={board} {...rest} />}
    </Dialog>
  );
}

type TargetsProps = Omit<ConnectDialogProps, 'source'> & { readonly source: ActionResponse };

function Targets({ source, board, canReceive, onToggle }: TargetsProps) {
  const [type, setType] = useState<LinkType>('DEFAULT');
  const there = new Set(linksOf(board).map(linkKey));
  const targets = board.actions.filter(
    (action) => action !== source && action.group_id === source.group_id && canReceive(action.type),
  );
  const toLink = (target: ActionResponse): BoardLink => ({ source: source.guid, receiver: target.guid, type });
  const near = targets.toSorted((a, b) => distance(a, source) - distance(b, source));
  return (
    <>
      <SearchList
        label="Where to"
        placeholder="Type a part of its name"
        listLabel="Actions"
        find={(text) => near.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()))}
        keyOf={(action) => action.guid}
        onChoose={(target) => onToggle(toLink(target))}
        nothing="No other action can receive events under this name."
      >
        {(target) => (
          <>
            <ActionIcon kind={actionKind(target.type, target.options)} size="small" />
            <span className="min-w-0 flex-1 truncate">{target.name}</span>
            {there.has(linkKey(toLink(target))) && (
              <span className="flex items-center gap-1 text-xs text-ink-soft">
                <Check className="size-3.5 text-good" aria-hidden /> linked
              </span>
            )}
          </>
        )}
      </SearchList>
      <div className="mt-3 flex items-center gap-3 border-t border-line pt-3">
        <span className="text-xs text-ink-faint">When</span>
        <Segments
          label="When events go along it"
          choices={linkTypesOf(source.type).map((name) => ({ name, label: linkWords[name] }))}
          value={type}
          onChange={setType}
        />
      </div>
    </>
  );
}

/** What lies near below comes first: stories are drawn downwards. */
function distance({ position }: ActionResponse, source: ActionResponse): number {
  const down = position.y - source.position.y;
  return Math.abs(position.x - source.position.x) + (down < 0 ? 1_000 - down : down);
}
