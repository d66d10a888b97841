import { stringifyJson } from '@fabula/formula';
import { type ActionResponse, slugOf } from '@fabula/model';
import type { ReactNode } from 'react';
import { CopyButton } from '../ui/copy-button.tsx';
import { JsonTree } from '../ui/json-tree/json-tree.tsx';
import { formulaParts } from './formula-parts.ts';

/** How the action is built, to read: what it is told to do, with its formulas marked. */
export function BuildTab({ action }: { readonly action: ActionResponse }) {
  return (
    <div className="min-h-0 flex-1 overflow-y-auto pb-4">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 px-4 py-3 text-xs">
        {action.description !== null && action.description !== '' && (
          <Fact name="Description">{action.description}</Fact>
        )}
        <Fact name="In formulas">
          <code className="font-mono">{slugOf(action.name)}</code>
        </Fact>
        {action.schedule?.map((entry) => (
          <Fact key={`${entry.cron} ${entry.timezone}`} name="Schedule">
            <code className="font-mono">{entry.cron}</code> {entry.timezone}
          </Fact>
        ))}
      </dl>
      <div className="flex items-center justify-between border-t border-line py-1 pr-2 pl-4">
        <h3 className="text-xs font-medium text-ink-soft">Options</h3>
        <CopyButton label="Copy the options" text={() => stringifyJson(action.options)} className="size-8" />
      </div>
      <div className="px-1.5">
        <JsonTree value={action.options} label="Options" pathRoot="" openRows={300} renderText={renderOption} />
      </div>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-faint">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

/** A text of an option with its own line breaks, because templates and scripts are written in lines. */
function renderOption(text: string): ReactNode {
  if (text === '') return <span className="text-json-text">""</span>;
  return formulaParts(text).map((part, index) =>
    part.kind === 'text' ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts are a function of the text
      <span key={index} className="text-json-text">
        {part.text}
      </span>
    ) : (
      <mark
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        key={index}
        title={part.kind === 'formula' ? 'Formula' : 'Formula in the older notation'}
        className="rounded bg-formula-soft px-0.5 text-formula"
      >
        {part.text}
      </mark>
    ),
  );
}
