/** One credential. What is sealed in it can be replaced, and never seen. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { type Credential, credentialQuery, useDeleteCredential, useUpdateCredential } from '../../data/credentials.ts';
import { holds, sessionQuery } from '../../data/session.ts';
import { Notice } from '../../ui/notice.tsx';
import { Failed, SkeletonRows } from '../../ui/states.tsx';
import { DeleteButton } from '../delete-button.tsx';
import { FormulaName } from '../formula-name.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { UsedBy } from '../used-by.tsx';
import { changeOf, fieldsOf } from './credential-fields.ts';
import { CredentialForm } from './credential-form.tsx';
import { SignInNotice } from './sign-in-notice.tsx';
import { TrialSection } from './trial-section.tsx';

const back = { to: '/settings/credentials', label: 'Credentials' } as const;

export function CredentialPage() {
  const { credentialId } = useParams({ from: '/signed-in/settings/credentials/$credentialId' });
  const { data, error, refetch } = useQuery(credentialQuery(Number(credentialId)));
  if (data !== undefined) return <Loaded key={data.id} credential={data} />;
  return (
    <SettingsPage title="Credential" back={back}>
      {error === null ? (
        <SkeletonRows count={5} className="h-12" />
      ) : (
        <Failed what="The credential could not be read." error={error} onRetry={() => void refetch()} />
      )}
    </SettingsPage>
  );
}

function Loaded({ credential }: { readonly credential: Credential }) {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const [fields, setFields] = useState(() => fieldsOf(credential));
  const update = useUpdateCredential(credential.id);
  const may = (what: 'write' | 'delete' | 'share') => holds(user, credential.team_id, `credential:${what}`);
  const externalId = credential.aws_assumed_role_external_id;
  return (
    <SettingsPage
      title={credential.name}
      lead={<FormulaName name={`CREDENTIAL.${credential.slug}`} />}
      back={back}
      actions={may('delete') && <Deletion credential={credential} />}
    >
      {credential.redirect_url !== undefined && <SignInNotice address={credential.redirect_url} />}
      {externalId !== null && credential.aws_authentication_type === 'ROLE' && (
        <Notice>
          External id for the trust policy of the role: <code className="font-mono text-xs">{externalId}</code>
        </Notice>
      )}
      <CredentialForm
        teamId={credential.team_id}
        mode={credential.mode}
        saved={fieldsOf(credential)}
        fields={fields}
        onChange={setFields}
        isSaving={update.isPending}
        error={update.error}
        mayWrite={may('write')}
        mayShare={may('write') && may('share')}
        onSave={(change) =>
          update.mutate({ mode: credential.mode, ...change }, { onSuccess: (saved) => setFields(fieldsOf(saved)) })
        }
      />
      <TrialSection
        key={credential.updated_at}
        credential={credential}
        mayWrite={may('write')}
        hasChanges={Object.keys(changeOf(fields, credential.mode, fieldsOf(credential))).length > 0}
      />
      <UsedBy actionIds={credential.referencing_action_ids} what="credential" />
    </SettingsPage>
  );
}

function Deletion({ credential }: { readonly credential: Credential }) {
  const remove = useDeleteCredential(credential.id);
  const navigate = useNavigate();
  const uses = credential.referencing_action_ids.length;
  return (
    <DeleteButton
      what={`the credential ${credential.name}`}
      isPending={remove.isPending}
      error={remove.error}
      onDelete={() =>
        remove.mutate(undefined, {
          onSuccess: () =>
            navigate({ to: '/settings/credentials', search: ({ team }) => ({ team }), ignoreBlocker: true }),
        })
      }
    >
      <p>The secret in it cannot be brought back.</p>
      {uses > 0 && (
        <p className="mt-1.5">
          {uses === 1 ? '1 action names it' : `${uses} actions name it`} and will have nothing to sign in with.
        </p>
      )}
    </DeleteButton>
  );
}
