/** What is said when somebody else changed the action meanwhile. */
import { stringifyJson, type Value } from '@fabula/formula';
import { Users, X } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import type { DraftState, Saving } from '../draft/action-draft.ts';
import { optionOf, valueAt } from '../draft/action-fields.ts';
import { useForm } from './form-context.ts';
import { ToolButton } from './tool-button.tsx';

interface ConflictNoticeProps {
  readonly conflict: Extract<Saving, { readonly kind: 'conflict' }>;
  readonly state: DraftState;
}

export function ConflictNotice({ conflict, state }: ConflictNoticeProps) {
  const { draft } = useForm();
  return (
    <div role="alert" className="mx-4 mb-3 flex flex-col gap-2.5 rounded-lg bg-warn-soft px-3 py-2.5 text-xs">
      <p className="text-warn">
        <span className="font-medium">Somebody else changed this action meanwhile.</span> Nothing is saved until you
        choose.
      </p>
      <dl className="flex flex-col gap-2">
        {conflict.paths.map((path) => (
          <div key={path} className="flex flex-col gap-0.5">
            <dt className="font-mono text-ink-soft">{optionOf(path) ?? path}</dt>
            <Side name="Yours" value={valueAt(state.fields, path)} />
            <Side name="Theirs" value={valueAt(conflict.theirs, path)} />
          </div>
        ))}
      </dl>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => void draft.keepOurs()} className="h-8 text-xs">
          Keep mine
        </Button>
        <Button onClick={() => void draft.yieldToTheirs()} className="h-8 text-xs">
          Take theirs
        </Button>
      </div>
    </div>
  );
}

const longest = 300;

function Side({ name, value }: { readonly name: string; readonly value: Value | undefined }) {
  const text = value === undefined ? 'removed' : typeof value === 'string' ? value : stringifyJson(value);
  return (
    <dd className="flex gap-2">
      <span className="w-10 shrink-0 text-ink-soft">{name}</span>
      <span className="line-clamp-3 min-w-0 font-mono break-all">{text.slice(0, longest)}</span>
    </dd>
  );
}

/** Changes of somebody else that did not touch ours. */
export function TakenNotice({ paths }: { readonly paths: readonly string[] }) {
  const { draft } = useForm();
  return (
    <div role="status" className="mx-4 mb-3 flex items-start gap-2 rounded-lg bg-accent-soft py-1.5 pr-1 pl-3 text-xs">
      <Users className="mt-1.5 size-4 shrink-0 text-accent" aria-hidden />
      <p className="min-w-0 flex-1 py-1.5">
        Somebody else changed {paths.map((path) => optionOf(path) ?? path).join(', ')}. It is shown here now.
      </p>
      <ToolButton label="Put this notice away" tip="Put away" onClick={() => draft.putAwayTaken()}>
        <X />
      </ToolButton>
    </div>
  );
}
