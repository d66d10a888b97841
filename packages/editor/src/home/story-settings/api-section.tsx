import type { ActionResponse } from '@fabula/model';
import { problemAt } from '../../data/failure.ts';
import { Notice } from '../../ui/notice.tsx';
import { Switch } from '../../ui/switch.tsx';
import { serverProblems } from './calls-section.tsx';
import { type EndsProblems, lackingEnds } from './ends.ts';
import { EndsFields } from './ends-fields.tsx';
import { Section, type SectionPart } from './section.tsx';
import type { Definition } from './settings-values.ts';

interface ApiSectionProps extends SectionPart<Definition> {
  readonly actions: readonly ActionResponse[];
  /** Empty until somebody has tried to save. */
  readonly problems: EndsProblems;
}

/** The webhook of a story that waits for the answer. */
export function ApiSection({ form, onChange, isClosed, error, actions, problems }: ApiSectionProps) {
  const { api } = form;
  const refused = problemAt(error, 'webhook_api_enabled');
  return (
    <Section
      title="Webhook API"
      lead="Programs that call its webhook wait for the answer of the story, as they would with any API."
    >
      <Switch
        words="Answer with what the story has found out"
        isOn={api.isOn}
        isDisabled={isClosed}
        onChange={(isOn) => onChange({ api: { ...api, isOn } })}
      />
      {refused !== undefined && <Notice tone="danger">{refused}</Notice>}
      {api.isOn && (
        <EndsFields
          value={api}
          onChange={(ends) => onChange({ api: { ...api, ...ends } })}
          actions={actions}
          isClosed={isClosed}
          problems={{
            ...lackingEnds(actions),
            ...problems,
            ...serverProblems(error, 'api_entry_action_id', 'api_exit_action_ids'),
          }}
        />
      )}
    </Section>
  );
}
