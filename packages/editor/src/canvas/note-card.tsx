import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { Markdown } from '../ui/markdown.tsx';
import type { NoteNode } from './story-graph.ts';

/** A few words on one line stand above a group of actions as its title, and are read from afar. */
function isTitle(content: string): boolean {
  const text = content.trim();
  return text.length <= 48 && !text.includes('\n');
}

export const NoteCard = memo(
  function NoteCard({ data: { note } }: NodeProps<NoteNode>) {
    return (
      <section aria-label="Note" className="note-card nopan" data-title={isTitle(note.content)}>
        <Markdown source={note.content} />
      </section>
    );
  },
  (before, after) => before.data === after.data,
);
