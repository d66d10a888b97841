import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type PerformanceOrder, performanceQuery } from '../../data/reports.ts';
import type { Team } from '../../data/teams.ts';
import { Failed, SkeletonRows } from '../../ui/states.tsx';
import { Section } from '../preferences/section.tsx';
import { durationWords } from './periods.ts';

interface PerformanceSectionProps {
  readonly team: Team;
  readonly order: PerformanceOrder;
  readonly title: string;
  readonly empty: string;
}

export function PerformanceSection({ team, order, title, empty }: PerformanceSectionProps) {
  const { data, error, refetch } = useQuery(performanceQuery(team.id, order));
  return (
    <Section title={title}>
      {data === undefined ? (
        error === null ? (
          <SkeletonRows count={3} className="h-8" />
        ) : (
          <Failed what="The actions could not be read." error={error} onRetry={() => void refetch()} />
        )
      ) : data.length === 0 ? (
        <p className="text-ink-soft">{empty}</p>
      ) : (
        <div className="overflow-x-auto">
          <table className="w-full min-w-md">
            <thead>
              <tr className="text-left text-xs text-ink-soft">
                <th className="pb-1.5 font-normal">Action</th>
                <th className="pb-1.5 font-normal">Story</th>
                <th className="pb-1.5 text-right font-normal">Runs</th>
                <th className="pb-1.5 text-right font-normal">On average</th>
                <th className="pb-1.5 text-right font-normal">At most</th>
              </tr>
            </thead>
            <tbody>
              {data.map((each) => (
                <tr key={each.action.id} className="border-t border-line">
                  <td className="py-1.5 pr-3">
                    <Link
                      to="/stories/$storyId"
                      params={{ storyId: String(each.action.story_id) }}
                      search={{ action: each.action.id }}
                      className="hover:text-accent"
                    >
                      {each.action.name}
                    </Link>
                  </td>
                  <td className="py-1.5 pr-3 text-ink-soft">{each.story_name}</td>
                  <td className="py-1.5 text-right tabular-nums">{each.processed_count.toLocaleString('en')}</td>
                  <td className="py-1.5 text-right tabular-nums">{durationWords(each.average_duration)}</td>
                  <td className="py-1.5 text-right tabular-nums">{durationWords(each.max_duration)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}
