import { useQuery } from '@tanstack/react-query';
import type { ComponentProps } from 'react';
import { rolesQuery } from '../../data/roles.ts';
import { inputClass } from '../../ui/input-class.ts';
import { roleName } from './role-name.ts';

interface RoleSelectProps extends Omit<ComponentProps<'select'>, 'onChange'> {
  readonly value: string;
  readonly onChoose: (role: string) => void;
}

/** The roles that somebody can be given. */
export function RoleSelect({ value, onChoose, className, ...rest }: RoleSelectProps) {
  const { data } = useQuery(rolesQuery);
  const names = data === undefined ? [value] : [...data.default_roles, ...data.custom_roles].map(({ name }) => name);
  return (
    <select
      {...rest}
      value={value}
      onChange={(event) => onChoose(event.target.value)}
      className={inputClass(false, className)}
    >
      {names.map((name) => (
        <option key={name} value={name}>
          {roleName(name)}
        </option>
      ))}
    </select>
  );
}
