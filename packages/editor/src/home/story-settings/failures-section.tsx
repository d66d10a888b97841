import { X } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { problemAt } from '../../data/failure.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { inputClass } from '../../ui/input-class.ts';
import { Switch } from '../../ui/switch.tsx';
import { mostRecipients, recipientProblem } from './recipient.ts';
import { Section, type SectionPart } from './section.tsx';
import type { StorySettingsForm } from './settings-values.ts';

interface FailuresSectionProps extends SectionPart<StorySettingsForm> {
  readonly problem: string | undefined;
  /** The addresses may be open where the switch is not. */
  readonly isSwitchClosed: boolean;
}

/** Who hears of it when an action fails. */
export function FailuresSection({ form, onChange, isClosed, isSwitchClosed, error, problem }: FailuresSectionProps) {
  const { recipients, newRecipient } = form;
  const address = newRecipient.trim();
  const canAdd = address !== '' && recipientProblem(address) === undefined && recipients.length < mostRecipients;

  function add() {
    if (!canAdd) return;
    onChange({ recipients: recipients.includes(address) ? recipients : [...recipients, address], newRecipient: '' });
  }

  function onKeyDown(event: KeyboardEvent) {
    // Enter adds; it saves once there is nothing to add.
    if (event.key !== 'Enter' || address === '') return;
    event.preventDefault();
    add();
  }

  return (
    <Section title="When something fails">
      <Switch
        words="Tell its recipients when an action fails"
        isOn={form.monitorFailures}
        isDisabled={isSwitchClosed}
        onChange={(monitorFailures) => onChange({ monitorFailures })}
      />
      <p className="-mt-1 text-xs text-ink-soft">
        This switches it for every action of the story. On the board it can be switched for a single one.
      </p>
      {recipients.length === 0 ? (
        <p className="text-xs text-ink-soft">
          Nobody is told yet{form.monitorFailures ? ': add an address, or failures go unnoticed.' : '.'}
        </p>
      ) : (
        <ul aria-label="Recipients" className="divide-y divide-line rounded-lg border border-line">
          {recipients.map((each) => (
            <li key={each} className="flex items-center gap-2 py-0.5 pr-0.5 pl-3">
              <span className="min-w-0 flex-1 truncate" title={each}>
                {each}
              </span>
              {!isClosed && (
                <IconButton
                  label={`Take ${each} off the list`}
                  onClick={() => onChange({ recipients: recipients.filter((other) => other !== each) })}
                >
                  <X />
                </IconButton>
              )}
            </li>
          ))}
        </ul>
      )}
      {!isClosed && recipients.length < mostRecipients && (
        <Field
          label="Another recipient"
          help="An e-mail address, or the web address of a chat room that takes messages."
          error={problem ?? problemAt(error, 'address')}
        >
          {(wiring) => (
            <div className="flex gap-2">
              <input
                {...wiring}
                type="text"
                inputMode="email"
                autoComplete="off"
                value={newRecipient}
                onChange={(event) => onChange({ newRecipient: event.target.value })}
                onKeyDown={onKeyDown}
                className={inputClass(wiring['aria-invalid'])}
              />
              <Button disabled={!canAdd} onClick={add}>
                Add
              </Button>
            </div>
          )}
        </Field>
      )}
    </Section>
  );
}
