/** Asks for a review of the draft: what is it, and why? */
import { Sparkles } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { type DraftPlace, useAskForReview, useProposedDescription } from '../data/change-request.ts';
import { otherProblem, problemAt } from '../data/failure.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { inputClass } from '../ui/input-class.ts';
import { Notice } from '../ui/notice.tsx';
import { TextField } from '../ui/text-field.tsx';

interface AskFormProps {
  readonly place: DraftPlace;
  readonly needsWords: boolean;
  readonly onClose: () => void;
}

export function AskForm({ place, needsWords, onClose }: AskFormProps) {
  const ask = useAskForReview(place);
  const propose = useProposedDescription(place);
  const [title, setTitle] = useState('');
  const [description, setDescription] = useState('');
  const isReady = title.trim() !== '' && (!needsWords || description.trim() !== '');
  const problem = otherProblem(ask.error, ['title', 'description']);

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (isReady && !ask.isPending) ask.mutate({ title: title.trim(), description }, { onSuccess: onClose });
  }

  return (
    <form onSubmit={onSubmit} aria-label="Ask for a review" className="flex flex-col gap-3 border-t border-line p-4">
      <TextField
        label="What changes?"
        error={problemAt(ask.error, 'title')}
        autoFocus
        type="text"
        maxLength={255}
        placeholder="Say it in a few words"
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <Field label="Why?" isOptional={!needsWords} error={problemAt(ask.error, 'description')}>
        {(wiring) => (
          <textarea
            {...wiring}
            rows={3}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
            className={inputClass(false, 'field-sizing-content h-auto! max-h-60 min-h-18 py-2')}
          />
        )}
      </Field>
      {propose.error !== null && <Notice tone="danger">{propose.error.message}</Notice>}
      {problem !== null && <Notice tone="danger">{problem}</Notice>}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          look="quiet"
          disabled={propose.isPending}
          onClick={() => propose.mutate(undefined, { onSuccess: setDescription })}
          className="h-8 px-2 text-xs"
        >
          <Sparkles aria-hidden /> {propose.isPending ? 'Reading the changes…' : 'Propose words'}
        </Button>
        <Button onClick={onClose} className="ml-auto h-8 text-xs">
          Cancel
        </Button>
        <Button type="submit" look="primary" disabled={!isReady || ask.isPending} className="h-8 text-xs">
          {ask.isPending ? 'Asking…' : 'Ask for a review'}
        </Button>
      </div>
      <p className="text-xs text-ink-faint">
        While it waits, the draft cannot be edited: what is approved is what was read.
      </p>
    </form>
  );
}
