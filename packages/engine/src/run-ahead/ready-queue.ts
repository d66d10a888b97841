/**
 * Jobs that can be done now. Fair between stories: they take turns, one job each; priority stories take theirs first.
 */
import type { StoryId } from '@fabula/model';
import type { Job } from './unit.ts';

class Lane {
  private readonly queues = new Map<StoryId, Job[]>();
  private turns: StoryId[] = [];
  private heads = new Map<StoryId, number>();

  push(job: Job): void {
    const storyId = job.delivery.storyId;
    const queue = this.queues.get(storyId);
    if (queue === undefined) {
      this.queues.set(storyId, [job]);
      this.heads.set(storyId, 0);
      this.turns.push(storyId);
    } else {
      queue.push(job);
    }
  }

  take(): Job | undefined {
    const storyId = this.turns.shift();
    if (storyId === undefined) return undefined;
    const queue = this.queues.get(storyId) ?? [];
    const head = this.heads.get(storyId) ?? 0;
    const job = queue[head];
    if (head + 1 >= queue.length) {
      this.queues.delete(storyId);
      this.heads.delete(storyId);
    } else {
      this.turns.push(storyId);
      this.advance(storyId, queue, head + 1);
    }
    return job;
  }

  /** The taken part of a long queue is cut off now and then: shifting one by one would cost the square of its length. */
  private advance(storyId: StoryId, queue: Job[], head: number): void {
    if (head < 1024) {
      this.heads.set(storyId, head);
      return;
    }
    queue.splice(0, head);
    this.heads.set(storyId, 0);
  }
}

export class ReadyQueue {
  private readonly priority = new Lane();
  private readonly ordinary = new Lane();
  private count = 0;

  get length(): number {
    return this.count;
  }

  push(job: Job): void {
    (job.delivery.isPriority ? this.priority : this.ordinary).push(job);
    this.count++;
  }

  take(): Job | undefined {
    const job = this.priority.take() ?? this.ordinary.take();
    if (job !== undefined) this.count--;
    return job;
  }
}
