/** A draft tried on runs that have been. */
import { type BacktestResponse, backtestShape } from '@fabula/model';
import { useMutation } from '@tanstack/react-query';
import type { DraftPlace } from './change-request.ts';
import { request } from './http.ts';

export type BacktestedRun = BacktestResponse['runs'][number];

/** Newest run first. Nothing is kept of it, and nothing is sent. */
export function useBacktest({ storyId, draftId }: DraftPlace) {
  return useMutation({
    mutationFn: (runs: number) =>
      request(`/api/v1/stories/${storyId}/drafts/${draftId}/backtest`, backtestShape, {
        method: 'POST',
        body: JSON.stringify({ runs }),
      }),
  });
}
