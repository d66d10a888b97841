/** What stories have saved, and how their actions perform. */
import { actionPerformanceListShape, type DateUnit, largestPage, timeSavedListShape } from '@fabula/model';
import { queryOptions } from '@tanstack/react-query';
import { query, request } from './http.ts';

export type PerformanceOrder = 'most_active_actions' | 'slowest_actions';

const topActions = 10;

/** `since`: a moment in the form of the API. */
export function savedTimeQuery(teamId: number, unit: DateUnit, since: string) {
  return queryOptions({
    queryKey: ['time-saved', teamId, unit, since],
    queryFn: async ({ signal }) => {
      const search = query({ team_id: teamId, date_unit: unit, start_date: since, per_page: largestPage });
      return (await request(`/api/v1/reporting/time_saved${search}`, timeSavedListShape, { signal })).time_saved;
    },
  });
}

export function performanceQuery(teamId: number, order: PerformanceOrder) {
  return queryOptions({
    queryKey: ['action-performance', teamId, order],
    queryFn: async ({ signal }) => {
      const search = query({ team_id: teamId, filter_option: order, per_page: topActions });
      const path = `/api/v1/reporting/action_performance${search}`;
      return (await request(path, actionPerformanceListShape, { signal })).action_performance;
    },
  });
}
