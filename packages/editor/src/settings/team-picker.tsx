import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { teamsQuery } from '../data/teams.ts';
import { inputClass } from '../ui/input-class.ts';
import { useChosenTeam } from './chosen-team.ts';

/** Which team the page is about. Nothing where there is only one. */
export function TeamPicker() {
  const { data: teams } = useQuery(teamsQuery);
  const chosen = useChosenTeam();
  const navigate = useNavigate();
  if (teams === undefined || teams.length < 2) return null;
  return (
    <select
      aria-label="Team"
      value={chosen?.id}
      onChange={(event) => {
        const team = Number(event.target.value);
        void navigate({ to: '.', search: (before) => ({ ...before, team }) });
      }}
      className={inputClass(false, 'w-auto! max-w-52 shadow-card')}
    >
      {teams.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
