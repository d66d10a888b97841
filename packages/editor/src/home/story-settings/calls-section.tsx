import type { ActionResponse } from '@fabula/model';
import { problemAt } from '../../data/failure.ts';
import { SharingField } from '../../settings/sharing-field.tsx';
import { Field } from '../../ui/field.tsx';
import { inputClass } from '../../ui/input-class.ts';
import { Switch } from '../../ui/switch.tsx';
import { lackingEnds } from './ends.ts';
import { EndsFields } from './ends-fields.tsx';
import { Section, type SectionPart } from './section.tsx';
import { type Calls, type Definition, mayAskFirst, type SettingsProblems } from './settings-values.ts';

interface CallsSectionProps extends SectionPart<Definition> {
  readonly teamId: number;
  readonly actions: readonly ActionResponse[];
  /** Empty until somebody has tried to save. */
  readonly problems: SettingsProblems['calls'];
}

const sources: Readonly<Record<Calls['source'], string>> = {
  OFF: 'Nobody',
  STS: 'Other stories',
  WORKBENCH: 'AI agents and MCP clients',
  STS_AND_WORKBENCH: 'Other stories, AI agents and MCP clients',
};

/** Send to Story. */
export function CallsSection({ form, onChange, isClosed, error, teamId, actions, problems }: CallsSectionProps) {
  const { calls } = form;
  const set = (change: Partial<Calls>) => onChange({ calls: { ...calls, ...change } });
  const lacking = lackingEnds(actions);
  return (
    <Section title="Send to Story" lead="Others hand work to this story, and go on with its answer.">
      <Field label="Who may call it" error={problemAt(error, 'send_to_story_access_source')}>
        {(wiring) => (
          <select
            {...wiring}
            value={calls.source}
            disabled={isClosed}
            onChange={(event) => set({ source: event.target.value as Calls['source'] })}
            className={inputClass(wiring['aria-invalid'])}
          >
            {Object.entries(sources).map(([source, words]) => (
              <option key={source} value={source}>
                {words}
              </option>
            ))}
          </select>
        )}
      </Field>
      {calls.source !== 'OFF' && (
        <>
          <EndsFields
            value={calls}
            onChange={set}
            actions={actions}
            isClosed={isClosed}
            problems={{
              ...lacking,
              ...problems,
              ...serverProblems(error, 'entry_action_id', 'exit_action_ids'),
            }}
          />
          <SharingField
            label="From which teams"
            teamId={teamId}
            value={{ access: calls.access, slugs: calls.slugs }}
            onChange={({ access, slugs }) => set({ access, slugs })}
            isDisabled={isClosed}
            error={problems.teams ?? problemAt(error, 'shared_team_slugs') ?? problemAt(error, 'send_to_story_access')}
          />
        </>
      )}
      {mayAskFirst(calls) && (
        <Switch
          words="A person approves each call of an agent before it runs"
          isOn={calls.asksFirst}
          isDisabled={isClosed}
          onChange={(asksFirst) => set({ asksFirst })}
        />
      )}
    </Section>
  );
}

/** What the server says of the two ends. */
export function serverProblems(error: Error | null, entryField: string, exitsField: string) {
  const entry = problemAt(error, entryField);
  const exits = problemAt(error, exitsField);
  return { ...(entry === undefined ? {} : { entry }), ...(exits === undefined ? {} : { exits }) };
}
