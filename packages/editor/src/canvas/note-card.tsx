import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { Markdown } from '../ui/markdown.tsx';
import type { NoteNode } from './story-graph.ts';

export const NoteCard = memo(
  function NoteCard({ data: { note } }: NodeProps<NoteNode>) {
    return (
      <section aria-label="Note" className="note-card nopan">
        <Markdown source={note.content} />
      </section>
    );
  },
  (before, after) => before.data === after.data,
);
