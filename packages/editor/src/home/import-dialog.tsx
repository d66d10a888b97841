import { useNavigate } from '@tanstack/react-router';
import { CircleAlert, FileJson2, FileUp } from 'lucide-react';
import { type DragEvent, type FormEvent, useCallback, useEffect, useId, useState } from 'react';
import { RequestFailure } from '../data/http.ts';
import { useImportStory } from '../data/stories.ts';
import type { Team } from '../data/teams.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Dialog } from '../ui/dialog.tsx';
import { readStoryFile, type StoryFile } from './story-file.ts';

interface ImportDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly teams: readonly Team[];
  /** The team whose stories are shown; the first is proposed when all are. */
  readonly teamId: number | undefined;
  /** A file that was dropped on the page. */
  readonly dropped: File | undefined;
}

export function ImportDialog({ isOpen, onClose, teams, teamId, dropped }: ImportDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="Import a story"
      description="Choose a story export. It becomes a new story; nothing that exists is changed."
    >
      <ImportForm teams={teams} teamId={teamId} dropped={dropped} />
    </Dialog>
  );
}

function ImportForm({ teams, teamId, dropped }: Pick<ImportDialogProps, 'teams' | 'teamId' | 'dropped'>) {
  const navigate = useNavigate();
  const importStory = useImportStory();
  const [file, setFile] = useState<StoryFile>();
  const [refusal, setRefusal] = useState<string>();

  const read = useCallback((name: string, text: string) => {
    const found = readStoryFile(name, text);
    setFile(found.ok ? found.value : undefined);
    setRefusal(found.ok ? undefined : found.error);
  }, []);
  useEffect(() => {
    if (dropped === undefined) return;
    let isCurrent = true;
    void dropped.text().then((text) => {
      if (isCurrent) read(dropped.name, text);
    });
    return () => {
      isCurrent = false;
    };
  }, [dropped, read]);

  async function take(chosen: File | undefined) {
    if (chosen === undefined) return;
    importStory.reset();
    read(chosen.name, await chosen.text());
  }

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (file === undefined) return;
    const form = new FormData(event.currentTarget);
    importStory.mutate(
      { name: String(form.get('name')), teamId: Number(form.get('team')), file: file.text },
      {
        onSuccess: (story) =>
          void navigate({ to: '/stories/$storyId', params: { storyId: String(story.id) }, search: {} }),
      },
    );
  }

  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <DropField onFile={(chosen) => void take(chosen)} file={file} />
      {refusal !== undefined && <Refusal lines={[refusal]} />}
      {importStory.error !== null && <Refusal lines={linesOf(importStory.error)} />}
      {file !== undefined && (
        <label className="flex flex-col gap-1.5 font-medium">
          Name
          <input
            key={file.text}
            name="name"
            required
            defaultValue={file.name}
            className="h-9 rounded-lg border border-line-strong bg-surface px-3 font-normal"
          />
        </label>
      )}
      {file !== undefined && <TeamField teams={teams} teamId={teamId} />}
      <Button type="submit" look="primary" disabled={file === undefined || importStory.isPending} className="self-end">
        {importStory.isPending ? 'Importing…' : 'Import'}
      </Button>
    </form>
  );
}

function TeamField({ teams, teamId }: Pick<ImportDialogProps, 'teams' | 'teamId'>) {
  const proposed = teamId ?? teams[0]?.id;
  if (teams.length < 2) return <input type="hidden" name="team" value={proposed ?? ''} />;
  return (
    <label className="flex flex-col gap-1.5 font-medium">
      Team
      <select
        name="team"
        defaultValue={proposed}
        className="h-9 rounded-lg border border-line-strong bg-surface px-2.5 font-normal"
      >
        {teams.map((team) => (
          <option key={team.id} value={team.id}>
            {team.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function DropField({
  onFile,
  file,
}: {
  readonly onFile: (file: File | undefined) => void;
  readonly file: StoryFile | undefined;
}) {
  const [isOver, setOver] = useState(false);
  const inputId = useId();

  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    onFile(event.dataTransfer.files[0]);
  }

  return (
    <label
      htmlFor={inputId}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={classNames(
        'flex cursor-pointer flex-col items-center gap-1.5 rounded-xl border-2 border-dashed px-4 py-8 text-center has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus',
        isOver ? 'border-accent bg-accent-soft' : 'border-line-strong hover:bg-hover',
      )}
    >
      {file === undefined ? (
        <>
          <FileUp className="size-6 text-ink-faint" aria-hidden />
          <span className="font-medium">Drop a file here, or choose one</span>
          <span className="text-xs text-ink-faint">A story export, .json</span>
        </>
      ) : (
        <>
          <FileJson2 className="size-6 text-accent" aria-hidden />
          <span className="font-medium">{file.name}</span>
          <span className="text-xs text-ink-faint">
            {file.actionCount === 1 ? '1 action' : `${file.actionCount} actions`} · choose another file
          </span>
        </>
      )}
      <input
        id={inputId}
        type="file"
        aria-label="Story export"
        accept=".json,application/json"
        className="sr-only"
        onChange={(event) => {
          onFile(event.target.files?.[0]);
          // So that the same file, mended, can be chosen again.
          event.target.value = '';
        }}
      />
    </label>
  );
}

function Refusal({ lines }: { readonly lines: readonly string[] }) {
  return (
    <div role="alert" className="flex gap-2.5 rounded-lg bg-danger-soft p-3 text-danger">
      <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0 break-words">
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
        <p className="mt-1 text-ink-soft">Nothing was imported. Mend the file and choose it again.</p>
      </div>
    </div>
  );
}

function linesOf(error: Error): string[] {
  if (!(error instanceof RequestFailure)) return [error.message];
  return error.problems.map(({ details, field }) => (field === null ? details : `${field}: ${details}`));
}
