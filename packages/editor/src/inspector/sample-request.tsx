/** Sends a webhook a request of one's own, without leaving the page. */
import { parseJson } from '@fabula/formula';
import { useMutation } from '@tanstack/react-query';
import { Route, Send } from 'lucide-react';
import { useId, useState } from 'react';
import { callWebhook, type WebhookAnswer } from '../data/webhook.ts';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { inputClass } from '../ui/input-class.ts';
import type { WebhookCall } from './webhook-call.ts';

interface SampleRequestProps {
  readonly call: WebhookCall;
  readonly onOpenRun: (guid: string) => void;
}

const example = '{\n  "hello": "world"\n}';

export function SampleRequest({ call, onOpenRun }: SampleRequestProps) {
  const [body, setBody] = useState(example);
  const verb = ['POST', 'PUT', 'PATCH'].find((each) => call.verbs.includes(each)) ?? call.verbs[0] ?? 'GET';
  const hasBody = verb !== 'GET' && verb !== 'HEAD';
  const problemId = useId();
  const parsed = parseJson(body);
  const problem = hasBody && !parsed.ok ? parsed.error.message : null;
  const sending = useMutation({ mutationFn: () => callWebhook(call.url, verb, body) });
  return (
    <section aria-label="Send a request" className="flex flex-col gap-2">
      <h3 className="text-xs font-medium text-ink-soft">Send it a request</h3>
      {hasBody && (
        <textarea
          aria-label="Body, JSON"
          spellCheck={false}
          value={body}
          onChange={(event) => setBody(event.target.value)}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : problemId}
          className={inputClass(problem !== null, 'h-28 resize-y py-2 font-mono text-xs')}
        />
      )}
      {problem !== null && (
        <p id={problemId} className="text-xs text-danger">
          {problem}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          look="primary"
          className="h-8 px-3 text-xs"
          disabled={problem !== null || sending.isPending}
          onClick={() => sending.mutate()}
        >
          <Send aria-hidden /> {sending.isPending ? 'Sending…' : 'Send'}
        </Button>
        {sending.isError && <p className="text-xs text-danger">{sending.error.message}</p>}
        {sending.isSuccess && <Answer answer={sending.data} onOpenRun={onOpenRun} />}
      </div>
      {sending.isSuccess && sending.data.text !== '' && (
        <pre className="max-h-40 overflow-auto rounded-lg border border-line bg-sunken px-3 py-2 font-mono text-xs whitespace-pre-wrap">
          {sending.data.text}
        </pre>
      )}
    </section>
  );
}

function Answer({ answer, onOpenRun }: { readonly answer: WebhookAnswer } & Pick<SampleRequestProps, 'onOpenRun'>) {
  const { run, status, ms } = answer;
  return (
    <>
      <p role="status" className="flex items-center gap-1.5 text-xs text-ink-soft">
        <Chip tone={status < 400 ? 'accent' : 'danger'}>{status}</Chip> after {ms} ms
      </p>
      {run !== null && (
        <Button className="ml-auto h-8 px-2 text-xs" onClick={() => onOpenRun(run)}>
          <Route aria-hidden /> Show its run
        </Button>
      )}
    </>
  );
}
