import { slugOf } from '@fabula/model';
import { useQuery } from '@tanstack/react-query';
import { teamsQuery } from '../data/teams.ts';
import { Field } from '../ui/field.tsx';
import { inputClass } from '../ui/input-class.ts';
import type { Sharing } from './sharing.ts';

interface SharingFieldProps {
  readonly label?: string;
  readonly teamId: number;
  readonly value: Sharing;
  readonly onChange: (value: Sharing) => void;
  readonly isDisabled: boolean;
  readonly error: string | undefined;
}

const words: Record<Sharing['access'], string> = {
  TEAM: 'This team alone',
  GLOBAL: 'Every team',
  SPECIFIC_TEAMS: 'This team and chosen ones',
};

export function SharingField(props: SharingFieldProps) {
  const { label = 'Stories of these teams may read it', teamId, value, onChange, isDisabled, error } = props;
  const { data: teams = [] } = useQuery(teamsQuery);
  const others = teams.filter(({ id }) => id !== teamId);
  return (
    <Field label={label} error={error}>
      {(wiring) => (
        <>
          <select
            {...wiring}
            value={value.access}
            disabled={isDisabled}
            onChange={(event) => onChange({ ...value, access: event.target.value as Sharing['access'] })}
            className={inputClass(wiring['aria-invalid'])}
          >
            {Object.entries(words).map(([access, text]) => (
              <option key={access} value={access}>
                {text}
              </option>
            ))}
          </select>
          {value.access === 'SPECIFIC_TEAMS' && (
            <fieldset className="flex flex-wrap gap-x-4 gap-y-2 pt-1">
              <legend className="sr-only">Chosen teams</legend>
              {others.length === 0 && <p className="text-xs text-ink-soft">There is no other team that you can see.</p>}
              {others.map(({ id, name }) => {
                const slug = slugOf(name);
                return (
                  <label key={id} className="flex items-center gap-2 text-[0.8125rem]">
                    <input
                      type="checkbox"
                      checked={value.slugs.includes(slug)}
                      disabled={isDisabled}
                      onChange={({ target }) =>
                        onChange({
                          ...value,
                          slugs: target.checked ? [...value.slugs, slug] : value.slugs.filter((each) => each !== slug),
                        })
                      }
                      className="size-4 accent-(--accent)"
                    />
                    {name}
                  </label>
                );
              })}
            </fieldset>
          )}
        </>
      )}
    </Field>
  );
}
