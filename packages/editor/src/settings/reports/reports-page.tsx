import { useQuery } from '@tanstack/react-query';
import { ChartColumn } from 'lucide-react';
import { useState } from 'react';
import { savedTimeQuery } from '../../data/reports.ts';
import type { Team } from '../../data/teams.ts';
import { BarChart } from '../../ui/bar-chart.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Empty, Failed, Skeleton, SkeletonRows } from '../../ui/states.tsx';
import { useChosenTeam } from '../chosen-team.ts';
import { Section } from '../preferences/section.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { TeamPicker } from '../team-picker.tsx';
import { PerformanceSection } from './performance-section.tsx';
import { durationWords, periodLabel, type Span, spans, startOf } from './periods.ts';

const choices = spans.map(({ name, label }) => ({ name, label }));

export function ReportsPage() {
  const team = useChosenTeam();
  const [name, setName] = useState<Span['name']>('month');
  const span = spans.find((each) => each.name === name) ?? spans[1];
  return (
    <SettingsPage
      title="Reports"
      lead="What the stories of a team do for you."
      actions={
        <>
          <Segments label="Time" choices={choices} value={name} onChange={setName} />
          <TeamPicker />
        </>
      }
    >
      {team === undefined ? (
        <SkeletonRows count={2} className="h-40" />
      ) : (
        <>
          <SavedTimeSection team={team} span={span} />
          <PerformanceSection
            team={team}
            order="most_active_actions"
            title="Busiest actions"
            empty="No action has run yet."
          />
          <PerformanceSection
            team={team}
            order="slowest_actions"
            title="Slowest actions"
            empty="No action has run yet."
          />
        </>
      )}
    </SettingsPage>
  );
}

function SavedTimeSection({ team, span }: { readonly team: Team; readonly span: Span }) {
  // Of the day: what is asked for stays the same while one looks.
  const { data, error, refetch } = useQuery(savedTimeQuery(team.id, span.unit, startOf(span, Date.now())));
  const total = data?.reduce((sum, { value }) => sum + value, 0) ?? 0;
  return (
    <Section title="Time saved" lead="As the actions say it, each time they run.">
      {data === undefined ? (
        error === null ? (
          <Skeleton className="h-52" />
        ) : (
          <Failed what="The time saved could not be read." error={error} onRetry={() => void refetch()} />
        )
      ) : total === 0 ? (
        <Empty icon={<ChartColumn />} title="Nothing was saved yet">
          An action can say how long its work takes by hand:{' '}
          <code className="font-mono text-xs">reporting.time_saved_value</code> in the file of a story. It is counted
          each time the action runs.
        </Empty>
      ) : (
        <>
          <p className="mb-1 text-2xl font-medium tracking-tight">{durationWords(total)}</p>
          <BarChart
            label={`Time saved in ${span.label}`}
            periodName={span.unit === 'month' ? 'Month' : 'Day'}
            bars={data.map(({ date, value }) => ({ label: periodLabel(date, span.unit), value }))}
            words={durationWords}
          />
        </>
      )}
    </Section>
  );
}
