/** Below an event: from which text of the action a part of it was made, and from which event. */
import { useQuery } from '@tanstack/react-query';
import { ArrowUpLeft, X } from 'lucide-react';
import { eventQuery, type StoryEvent } from '../data/events.ts';
import { stepsQuery } from '../data/formula-evaluation.ts';
import { FormulaCode } from '../formula-field/formula-code.tsx';
import { StepsTree } from '../formula-field/steps-tree.tsx';
import { IconButton } from '../ui/button.tsx';
import { previewOf } from './build/preview-question.ts';
import { QuietButton } from './build/quiet-button.tsx';
import type { ValueOrigin } from './value-origin.ts';

interface OriginViewProps {
  readonly event: StoryEvent;
  readonly origin: ValueOrigin;
  readonly onOpenEvent: (actionId: number, eventId: number) => void;
  readonly onOpenOption: (option: string) => void;
  readonly onClose: () => void;
}

const noMark = () => {};

export function OriginView({ event, origin, onOpenEvent, onOpenOption, onClose }: OriginViewProps) {
  const parentId = Math.max(0, ...event.previous_event_ids);
  const parent = useQuery({ ...eventQuery(parentId), enabled: parentId > 0 });
  const { template, option } = origin;
  const mode = template.startsWith('=') ? 'formula' : 'text';
  const preview = parent.data === undefined ? null : previewOf(template, parent.data.payload);
  const question = preview?.kind === 'asked' ? preview.question : null;
  const steps = useQuery({
    ...stepsQuery(question ?? { formula: '', mode: 'text', input: '{}' }),
    enabled: question !== null,
  });
  const shown = steps.data?.steps.children ?? [];
  const { data: from } = parent;
  return (
    <section
      aria-label="Where it comes from"
      className="flex max-h-[45%] shrink-0 flex-col gap-2 overflow-y-auto border-t border-line px-4 py-2 text-xs"
    >
      <div className="flex flex-wrap items-center gap-1.5">
        <h4 className="font-medium">Where it comes from</h4>
        <QuietButton onClick={() => onOpenOption(option.split(/[.[]/)[0] ?? option)}>{option}</QuietButton>
        {from !== undefined && (
          <QuietButton onClick={() => onOpenEvent(from.agent_id, from.id)}>
            <ArrowUpLeft aria-hidden /> event #{from.id}
          </QuietButton>
        )}
        <IconButton label="Close where it comes from" onClick={onClose} className="-mr-2 ml-auto size-7">
          <X />
        </IconButton>
      </div>
      <p className="rounded-lg border border-line bg-sunken px-3 py-2 font-mono break-words whitespace-pre-wrap">
        {mode === 'formula' && <span className="text-formula">=</span>}
        <FormulaCode source={mode === 'formula' ? template.slice(1) : template} mode={mode} />
      </p>
      {shown.length > 0 && (
        <div className="rounded-lg border border-line">
          <StepsTree key={`${event.id} ${template}`} steps={shown} mode={mode} onMark={noMark} />
        </div>
      )}
      <p className="text-ink-faint">
        As the action is built now; it may have been built otherwise when this was emitted.
      </p>
    </section>
  );
}
