import type { ActionResponse } from '@fabula/model';
import { useQuery } from '@tanstack/react-query';
import { type FoundAction, type FoundPlace, searchActions } from '../board/search-actions.ts';
import { actionTypesQuery } from '../data/action-types.ts';
import { ActionIcon } from '../ui/action-icon.tsx';
import { actionKind } from '../ui/action-kind.ts';
import { Dialog } from '../ui/dialog.tsx';
import { SearchList } from '../ui/search-list.tsx';

interface FindActionProps {
  readonly isOpen: boolean;
  readonly actions: readonly ActionResponse[];
  readonly onClose: () => void;
  /** `option`: where the text stands that was looked for; undefined: the action itself was. */
  readonly onChoose: (actionId: number, option: string | undefined) => void;
}

const mostFound = 50;

/** Goes to an action by its name, or by what is written in its options and formulas. */
export function FindAction({ isOpen, actions, onClose, onChoose }: FindActionProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Find an action">
      <SearchList
        label="Name of the action, or text in it"
        placeholder="A name, an address, a part of a formula …"
        listLabel="Actions"
        find={(text) => searchActions(actions, text, mostFound)}
        keyOf={({ action }) => action.id}
        onChoose={({ action, place }) => onChoose(action.id, place?.option ?? undefined)}
        nothing="No action is called that, and none has it in its options."
      >
        {(found) => <FoundRow found={found} />}
      </SearchList>
    </Dialog>
  );
}

function FoundRow({ found: { action, place } }: { readonly found: FoundAction }) {
  return (
    <>
      <ActionIcon kind={actionKind(action.type, action.options)} size="small" />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="truncate">{action.name}</span>
        {place !== null && <Place type={action.type} place={place} />}
      </span>
    </>
  );
}

/** What was found: in which option, and how it stands there. */
function Place({ type, place }: { readonly type: string; readonly place: FoundPlace }) {
  const { data: types } = useQuery(actionTypesQuery);
  const { option, path, before, match, after } = place;
  const title = types?.get(type)?.fields.find(({ key }) => key === option)?.title ?? option;
  const inside = option === null ? '' : path.slice(option.length);
  return (
    <span className="truncate text-xs text-ink-soft">
      <span className="text-ink-faint">
        {title ?? 'Description'}
        {inside}:{' '}
      </span>
      <span className="font-mono">
        {before}
        <mark className="rounded-xs bg-accent-soft text-accent">{match}</mark>
        {after}
      </span>
    </span>
  );
}
