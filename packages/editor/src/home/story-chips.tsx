import type { StoryResponse } from '@fabula/model';
import { CircleSlash, Lock, Zap } from 'lucide-react';
import { Chip } from '../ui/chip.tsx';

/** What is out of the ordinary about a story. */
export function StoryChips({ story }: { readonly story: StoryResponse }) {
  return (
    <>
      {story.disabled && (
        <Chip>
          <CircleSlash aria-hidden /> Disabled
        </Chip>
      )}
      {story.locked && (
        <Chip>
          <Lock aria-hidden /> Locked
        </Chip>
      )}
      {story.priority && (
        <Chip tone="accent">
          <Zap aria-hidden /> Priority
        </Chip>
      )}
    </>
  );
}
