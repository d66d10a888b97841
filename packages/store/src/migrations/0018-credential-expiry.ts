/** How near its end people were last told that a credential is; null: not yet. */
export const credentialExpiry = `
alter table credential add column expiry_told text check (expiry_told in ('week', 'day', 'over'));
create index credential_that_expires on credential (expires_at)
  where is_expiry_notified and expires_at is not null and expiry_told is distinct from 'over';
`;
