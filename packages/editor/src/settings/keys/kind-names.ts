import type { ApiKey } from '../../data/api-keys.ts';

interface KindName {
  readonly short: string;
  readonly says: string;
}

export const kindNames: Readonly<Record<ApiKey['kind'], KindName>> = {
  personal: { short: 'personal', says: 'Yours: may do what you may do, and ends with your account' },
  team: { short: 'team', says: 'Of a team: acts there, with a role of its own' },
  service: { short: 'service', says: 'Of a service: belongs to no team' },
  tenant_owner: { short: 'owner', says: 'Of an owner: may do everything, in every team' },
};
