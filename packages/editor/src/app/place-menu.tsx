/** Which is open: the live story or one of its drafts; and what can be done with drafts. */
import { ChevronDown, PencilRuler, Plus, Radio, SquarePen, Trash2 } from 'lucide-react';
import type { Draft } from '../data/drafts.ts';
import { Menu, MenuChoice, MenuChoices, MenuItem, MenuLabel, MenuSeparator } from '../ui/menu.tsx';

interface PlaceMenuProps {
  readonly drafts: readonly Draft[];
  /** null: the live story. */
  readonly draftId: number | null;
  readonly canEdit: boolean;
  readonly onGo: (draftId: number | null) => void;
  readonly onNew: () => void;
  readonly onRename: () => void;
  readonly onDelete: () => void;
}

const live = 'live';

export function PlaceMenu({ drafts, draftId, canEdit, onGo, onNew, onRename, onDelete }: PlaceMenuProps) {
  const open = drafts.find(({ id }) => id === draftId);
  const name = draftId === null ? 'Live' : (open?.name ?? 'Draft');
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          aria-label={
            draftId === null ? 'Live story, choose a draft' : `Draft ${name}, choose another or the live story`
          }
          className="flex h-7 min-w-0 shrink-0 items-center gap-1.5 rounded-md border border-line px-2 text-xs font-medium hover:bg-hover data-[state=open]:bg-hover [&_svg]:size-3.5 [&_svg]:shrink-0"
        >
          {draftId === null ? (
            <Radio className="text-good" aria-hidden />
          ) : (
            <PencilRuler className="text-warn" aria-hidden />
          )}
          <span className="max-w-40 truncate max-md:max-w-20">{name}</span>
          <ChevronDown className="text-ink-faint" aria-hidden />
        </button>
      }
    >
      <MenuChoices value={draftId === null ? live : String(draftId)}>
        <MenuChoice value={live} onSelect={() => onGo(null)}>
          <Radio aria-hidden />
          <span className="mr-3">
            Live
            <span className="block text-xs font-normal text-ink-faint">What runs</span>
          </span>
        </MenuChoice>
        {drafts.length > 0 && <MenuLabel>Drafts</MenuLabel>}
        {drafts.map((draft) => (
          <MenuChoice key={draft.id} value={String(draft.id)} onSelect={() => onGo(draft.id)}>
            <PencilRuler aria-hidden />
            <span className="mr-3 max-w-64 truncate">{draft.name}</span>
          </MenuChoice>
        ))}
      </MenuChoices>
      {canEdit && (
        <>
          <MenuSeparator />
          <MenuItem onSelect={onNew}>
            <Plus /> New draft…
          </MenuItem>
          {open !== undefined && (
            <>
              <MenuItem onSelect={onRename}>
                <SquarePen /> Rename this draft…
              </MenuItem>
              <MenuItem onSelect={onDelete}>
                <Trash2 /> Delete this draft…
              </MenuItem>
            </>
          )}
        </>
      )}
    </Menu>
  );
}
