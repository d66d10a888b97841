/** What is different, part by part: the story, its actions, links and notes. Each opens to its fields before and after. */
import { makeObject } from '@fabula/formula';
import type { StoryDifference } from '@fabula/model';
import { BookOpenText, Crosshair, Minus, MoveDiagonal, Pencil, Plus, Spline, StickyNote } from 'lucide-react';
import type { ReactNode } from 'react';
import { ActionIcon } from '../ui/action-icon.tsx';
import { actionKind } from '../ui/action-kind.ts';
import { IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { OpeningRow } from '../ui/opening-row.tsx';
import { Switch } from '../ui/switch.tsx';
import { FieldDiff } from './field-diff.tsx';

interface ChangeListProps {
  readonly differences: readonly StoryDifference[];
  /** Whether what was only moved on the board is left out. */
  readonly hidesMoves: boolean;
  readonly onHideMoves: (hides: boolean) => void;
  /** Goes to an action on the board, where it is there. */
  readonly onShow?: ((guid: string) => void) | undefined;
}

export function ChangeList({ differences, hidesMoves, onHideMoves, onShow }: ChangeListProps) {
  const moves = differences.filter(({ isPositional }) => isPositional).length;
  const shown = hidesMoves ? differences.filter(({ isPositional }) => !isPositional) : differences;
  return (
    <div className="flex flex-col">
      {moves > 0 && (
        <div className="px-4 py-2">
          <Switch
            words={`Hide ${moves === 1 ? 'what was only moved (1)' : `what was only moved (${moves})`}`}
            isOn={hidesMoves}
            onChange={onHideMoves}
          />
        </div>
      )}
      {shown.length === 0 && (
        <p className="px-4 py-3 text-ink-soft">Things were moved on the board. What happens in a run stays the same.</p>
      )}
      <ul aria-label="Changes" className="flex flex-col">
        {shown.map((difference) => (
          <ChangeRow key={`${difference.target} ${difference.id}`} difference={difference} onShow={onShow} />
        ))}
      </ul>
    </div>
  );
}

interface ChangeRowProps extends Pick<ChangeListProps, 'onShow'> {
  readonly difference: StoryDifference;
}

function ChangeRow({ difference, onShow }: ChangeRowProps) {
  const { target, operation, name, id, fields } = difference;
  const canShow = target === 'action' && operation !== 'remove';
  return (
    <OpeningRow
      className="min-h-11"
      beside={
        onShow !== undefined &&
        (canShow ? (
          <IconButton label={`Show ${name} on the board`} onClick={() => onShow(id)} className="size-8 shrink-0">
            <Crosshair />
          </IconButton>
        ) : (
          <span className="w-8 shrink-0" />
        ))
      }
      bodyClassName="flex flex-col gap-3 py-2 pr-3 pl-8"
      body={() => fields.map((change) => <FieldDiff key={change.field} change={change} />)}
    >
      <PartIcon difference={difference} />
      <span className="min-w-0 flex-1">
        <span className="block truncate">{name === '' ? wordOf[target] : name}</span>
        <span className="block truncate text-2xs text-ink-faint">{summaryOf(difference)}</span>
      </span>
      <OperationMark difference={difference} />
    </OpeningRow>
  );
}

function PartIcon({ difference: { target, type } }: { readonly difference: StoryDifference }): ReactNode {
  if (target === 'action') return <ActionIcon kind={actionKind(type ?? '', makeObject([]))} size="small" />;
  const Icon = { story: BookOpenText, link: Spline, note: StickyNote }[target];
  return (
    <span aria-hidden className="flex size-6 shrink-0 items-center justify-center rounded-md bg-hover text-ink-soft">
      <Icon className="size-3.5" />
    </span>
  );
}

/** For what has no name of its own. */
const wordOf = { story: 'The story', action: 'An action', link: 'A link', note: 'An empty note' } as const;

function summaryOf({ target, operation, fields, isPositional }: StoryDifference): string {
  const what = { story: 'Story', action: 'Action', link: 'Link', note: 'Note' }[target];
  if (operation !== 'update' || isPositional) return what;
  const names = fields.map(({ field }) => field.replace(/^options\./, ''));
  return `${what}: ${names.slice(0, 4).join(', ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}`;
}

/** Told by a sign and a word, never by colour alone. */
function OperationMark({ difference: { operation, isPositional } }: { readonly difference: StoryDifference }) {
  const mark = isPositional
    ? { word: 'moved', Icon: MoveDiagonal, look: 'bg-hover text-ink-soft' }
    : {
        add: { word: 'added', Icon: Plus, look: 'bg-accent-soft text-accent' },
        update: { word: 'changed', Icon: Pencil, look: 'bg-warn-soft text-warn' },
        remove: { word: 'removed', Icon: Minus, look: 'bg-danger-soft text-danger' },
      }[operation];
  return (
    <span
      className={classNames(
        'inline-flex h-5 shrink-0 items-center gap-1 rounded-md px-1.5 text-2xs font-medium [&_svg]:size-3',
        mark.look,
      )}
    >
      <mark.Icon aria-hidden /> {mark.word}
    </span>
  );
}
