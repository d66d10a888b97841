/** Calls of stories that wait for somebody to approve them: who asks for what, and two buttons. Nothing when none waits. */
import { useQuery } from '@tanstack/react-query';
import { Hand } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { StoryPlace } from '../data/editing.ts';
import { holds, sessionQuery } from '../data/session.ts';
import { type ToolConfirmation, useDecideCall, waitingCallsQuery } from '../data/tool-confirmations.ts';
import { Button } from '../ui/button.tsx';
import { JsonTree } from '../ui/json-tree/json-tree.tsx';
import { Notice } from '../ui/notice.tsx';
import { TextField } from '../ui/text-field.tsx';
import { TimeLeft } from '../ui/time-left.tsx';

export function WaitingCalls({ place }: { readonly place: StoryPlace }) {
  const calls = useQuery(waitingCallsQuery(place));
  if (calls.isError) {
    return (
      <Notice tone="warn" className="mx-3 mb-3">
        Whether a call waits for you could not be read. {calls.error.message}
      </Notice>
    );
  }
  if (calls.data === undefined || calls.data.length === 0) return null;
  return (
    <section
      aria-label="Calls that wait for approval"
      className="max-h-[60%] shrink-0 overflow-y-auto border-t border-line bg-sunken p-3"
    >
      <h3 className="mb-2 flex items-center gap-1.5 text-xs font-medium text-ink-soft">
        <Hand className="size-3.5 text-warn" aria-hidden />
        {calls.data.length === 1 ? 'One call waits for approval' : `${calls.data.length} calls wait for approval`}
      </h3>
      <ul className="flex flex-col gap-2">
        {calls.data.map((call) => (
          <li key={call.id}>
            <WaitingCall place={place} call={call} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface WaitingCallProps {
  readonly place: StoryPlace;
  readonly call: ToolConfirmation;
}

function WaitingCall({ place, call }: WaitingCallProps) {
  const { data: user } = useQuery(sessionQuery);
  const decide = useDecideCall(place);
  const [isDenying, setDenying] = useState(false);
  const [reason, setReason] = useState('');
  const called = call.called_story?.name ?? call.tool;
  const mayDecide = holds(user, call.team_id, 'action:run');
  const deny = (event: FormEvent) => {
    event.preventDefault();
    decide.mutate({ id: call.id, verb: 'deny', reason: reason.trim() });
  };
  return (
    <article
      aria-label={`${askerOf(call)} wants to call ${called}`}
      className="flex flex-col gap-2.5 rounded-lg border border-line bg-surface p-3 shadow-card"
    >
      <p className="min-w-0 break-words">
        <span className="font-medium">{askerOf(call)}</span> wants to call <span className="font-medium">{called}</span>
        <span className="text-ink-faint"> · </span>
        <TimeLeft until={call.expires_at} className="text-xs whitespace-nowrap text-ink-soft" />
      </p>
      <div className="max-h-48 overflow-auto rounded-md border border-line">
        <JsonTree value={call.input} label={`Input of ${called}`} pathRoot="" openRows={20} />
      </div>
      {decide.isError && <Notice tone="danger">{decide.error.message}</Notice>}
      {!mayDecide && <p className="text-xs text-ink-soft">An editor of the team can approve it.</p>}
      {mayDecide && !isDenying && (
        <div className="flex flex-wrap gap-2">
          <Button
            look="primary"
            disabled={decide.isPending}
            onClick={() => decide.mutate({ id: call.id, verb: 'approve' })}
          >
            {decide.isPending ? 'Approving…' : 'Approve'}
          </Button>
          <Button disabled={decide.isPending} onClick={() => setDenying(true)}>
            Deny…
          </Button>
        </div>
      )}
      {mayDecide && isDenying && (
        <form onSubmit={deny} className="flex flex-col gap-2.5">
          <TextField
            label="Reason"
            isOptional
            help={`Told to ${call.asked_by === 'ai_agent' ? 'the model' : 'the client'}.`}
            autoFocus
            value={reason}
            maxLength={2_000}
            onChange={(event) => setReason(event.target.value)}
          />
          <div className="flex flex-wrap gap-2">
            <Button type="submit" look="danger" disabled={decide.isPending}>
              {decide.isPending ? 'Denying…' : 'Deny the call'}
            </Button>
            <Button look="quiet" disabled={decide.isPending} onClick={() => setDenying(false)}>
              Back
            </Button>
          </div>
        </form>
      )}
    </article>
  );
}

function askerOf({ asked_by, action_name }: ToolConfirmation): string {
  const name = action_name ?? 'An action that is gone';
  return asked_by === 'ai_agent' ? name : `A client of ${name}`;
}
