import type { ActionResponse } from '@fabula/model';
import { Unplug } from 'lucide-react';
import { Chip } from '../ui/chip.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Empty } from '../ui/states.tsx';
import { SampleRequest } from './sample-request.tsx';
import { webhookCall } from './webhook-call.ts';

interface SummaryTabProps {
  readonly action: ActionResponse;
  readonly onOpenRun: (guid: string) => void;
}

/** How to reach a webhook. */
export function SummaryTab({ action, onOpenRun }: SummaryTabProps) {
  const call = webhookCall(action.options, window.location.origin);
  if (call === undefined) return <Empty icon={<Unplug />} title="This webhook has no path, so nothing can call it." />;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto p-4">
      <section aria-label="Address">
        <h3 className="mb-1.5 flex items-center gap-2 text-xs font-medium text-ink-soft">
          Address
          {call.verbs.map((verb) => (
            <Chip key={verb}>{verb}</Chip>
          ))}
        </h3>
        <Snippet text={call.url} label="Copy the address" />
      </section>
      <section aria-label="Try it">
        <h3 className="mb-1.5 text-xs font-medium text-ink-soft">Try it from a shell</h3>
        <Snippet text={call.curl} label="Copy the command" />
      </section>
      <SampleRequest call={call} onOpenRun={onOpenRun} />
      <p className="text-xs text-ink-faint">
        Whoever knows this address can start the story. Keep it as you would keep a password.
      </p>
    </div>
  );
}

function Snippet({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div className="flex items-start gap-1 rounded-lg border border-line bg-sunken">
      <code className="min-w-0 flex-1 px-3 py-2 font-mono text-xs leading-5 break-all whitespace-pre-wrap select-all">
        {text}
      </code>
      <CopyButton label={label} text={text} />
    </div>
  );
}
