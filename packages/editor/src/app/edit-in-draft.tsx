/** From the live story to where it may be changed: into a draft that is there, or into a new one. */
import { ChevronDown, PencilRuler, Plus } from 'lucide-react';
import type { Draft } from '../data/drafts.ts';
import { Button } from '../ui/button.tsx';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../ui/menu.tsx';

interface EditInDraftProps {
  readonly drafts: readonly Draft[];
  readonly onGo: (draftId: number) => void;
  readonly onNew: () => void;
}

export function EditInDraft({ drafts, onGo, onNew }: EditInDraftProps) {
  if (drafts.length === 0) {
    return (
      <Button look="primary" onClick={onNew} className="h-8 text-xs">
        <PencilRuler aria-hidden /> Edit in a draft
      </Button>
    );
  }
  return (
    <Menu
      trigger={
        <Button look="primary" className="h-8 text-xs">
          <PencilRuler aria-hidden /> Edit in a draft <ChevronDown aria-hidden />
        </Button>
      }
    >
      <MenuLabel>Go on in</MenuLabel>
      {drafts.map((draft) => (
        <MenuItem key={draft.id} onSelect={() => onGo(draft.id)}>
          <PencilRuler /> <span className="max-w-64 truncate">{draft.name}</span>
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem onSelect={onNew}>
        <Plus /> New draft…
      </MenuItem>
    </Menu>
  );
}
