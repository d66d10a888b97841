import { problemAt } from '../../data/failure.ts';
import { Notice } from '../../ui/notice.tsx';
import { Switch } from '../../ui/switch.tsx';
import { Section, type SectionPart } from './section.tsx';
import type { Belongings } from './settings-values.ts';

/** Who may change it. `isClosed` leaves the lock alone: it is what opens the rest. */
interface ProtectionSectionProps extends SectionPart<Belongings> {
  readonly canLock: boolean;
}

export function ProtectionSection({ form, onChange, isClosed, error, canLock }: ProtectionSectionProps) {
  const refused = problemAt(error, 'change_control_owners_only') ?? problemAt(error, 'locked');
  return (
    <Section title="Who may change it">
      <Switch
        words="Locked: nobody changes it until it is unlocked; it goes on running"
        isOn={form.locked}
        isDisabled={!canLock}
        onChange={(locked) => onChange({ locked })}
      />
      <Switch
        words="Only owners of the story approve its drafts"
        isOn={form.ownersOnly}
        isDisabled={isClosed}
        onChange={(ownersOnly) => onChange({ ownersOnly })}
      />
      {refused !== undefined && <Notice tone="danger">{refused}</Notice>}
    </Section>
  );
}
