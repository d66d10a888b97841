import { type NodeProps, useStore } from '@xyflow/react';
import { type KeyboardEvent, memo, useEffect, useRef } from 'react';
import { Markdown } from '../ui/markdown.tsx';
import { useDrawingTools } from './drawing-tools.ts';
import { mark, useMarks } from './marks.ts';
import type { NoteNode } from './story-graph.ts';

/** A few words on one line stand above a group of actions as its title, and are read from afar. */
function isTitle(content: string): boolean {
  const text = content.trim();
  return text.length <= 48 && !text.includes('\n');
}

/** One note on the board: read as Markdown, written after a double click or Enter. */
export const NoteCard = memo(
  function NoteCard({ id, data: { note } }: NodeProps<NoteNode>) {
    const { isReadOnly, editNote } = useDrawingTools();
    const marks = useMarks(id);
    const card = useRef<HTMLElement>(null);
    const isWritten = (marks & mark.written) !== 0;
    const wantsFocus = (marks & mark.wantsFocus) !== 0;
    useEffect(() => {
      if (wantsFocus && !isWritten) card.current?.focus({ preventScroll: true });
    }, [wantsFocus, isWritten]);

    if (isWritten) return <NoteField nodeId={id} guid={note.guid} content={note.content} />;
    return (
      <section
        ref={card}
        aria-label={`Note: ${firstLine(note.content)}`}
        data-note={note.guid}
        data-title={isTitle(note.content)}
        className="note-card"
        tabIndex={isReadOnly ? -1 : 0}
        onDoubleClick={() => !isReadOnly && editNote(note.guid)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || isReadOnly || event.target !== event.currentTarget) return;
          event.preventDefault();
          editNote(note.guid);
        }}
      >
        {note.content.trim() === '' ? <p className="text-ink-faint">Empty note</p> : <Markdown source={note.content} />}
      </section>
    );
  },
  (before, after) => before.data === after.data,
);

function firstLine(content: string): string {
  return (
    content
      .trim()
      .split('\n')[0]
      ?.replace(/^#+\s*/, '') || 'empty'
  );
}

interface NoteFieldProps {
  readonly nodeId: string;
  readonly guid: string;
  readonly content: string;
}

function NoteField({ nodeId, guid, content }: NoteFieldProps) {
  const { writeNote } = useDrawingTools();
  const field = useRef<HTMLTextAreaElement>(null);
  // What it was when the writing began: others may change it meanwhile, and must not be overwritten unseen.
  const begun = useRef(content);
  const isDone = useRef(false);
  // A node that was never measured is hidden, and what is hidden takes no focus.
  const isSeen = useStore((state) => state.nodeLookup.get(nodeId)?.measured.height !== undefined);
  useEffect(() => {
    const own = field.current;
    if (own === null || !isSeen) return;
    own.focus({ preventScroll: true });
    own.setSelectionRange(own.value.length, own.value.length);
    grow(own);
  }, [isSeen]);

  function end(text: string | null, byKey: boolean) {
    if (isDone.current) return;
    isDone.current = true;
    writeNote(guid, text, begun.current, byKey);
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    // Everything typed here is text, also what would be a key of the board.
    event.stopPropagation();
    if (event.key === 'Escape') end(null, true);
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) end(event.currentTarget.value, true);
    else return;
    event.preventDefault();
  }

  return (
    <textarea
      ref={field}
      aria-label="Text of the note, Markdown"
      defaultValue={content}
      placeholder="Write in **Markdown**. Ctrl Enter keeps it, Esc leaves it as it was."
      rows={3}
      className="note-card note-field nodrag nowheel"
      onInput={(event) => grow(event.currentTarget)}
      onKeyDown={onKeyDown}
      onBlur={(event) => end(event.currentTarget.value, false)}
    />
  );
}

function grow(field: HTMLTextAreaElement): void {
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight + 2}px`;
}
