/** What narrows the list of stories. */
import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { tagsQuery } from '../data/tags.ts';
import type { Team } from '../data/teams.ts';
import { useShortcut } from '../ui/use-shortcut.ts';
import { type HomeFilter, type HomeSearch, homeFilterNames, homeFilters } from './story-choice.ts';

interface StoryFiltersProps {
  readonly value: HomeSearch;
  readonly teams: readonly Team[];
  /** `replace`: it is no step to go back to. */
  readonly onChange: (change: HomeSearch, replace?: boolean) => void;
}

export function StoryFilters({ value, teams, onChange }: StoryFiltersProps) {
  const tags = useQuery(tagsQuery(value.team)).data ?? [];
  return (
    <>
      <SearchField
        initial={value.search ?? ''}
        onSearch={(text) => onChange({ search: text === '' ? undefined : text }, true)}
      />
      <div className="flex flex-wrap items-center gap-2">
        {teams.length > 1 && (
          <Choice
            label="Team"
            all="All teams"
            value={value.team === undefined ? '' : String(value.team)}
            choices={teams.map(({ id, name }) => [String(id), name])}
            // Folders belong to one team.
            onChange={(id) => onChange({ team: id === '' ? undefined : Number(id), folder: undefined })}
          />
        )}
        <Choice
          label="State"
          all="Any state"
          value={value.filter ?? ''}
          choices={homeFilterNames.map((name) => [name, homeFilters[name]])}
          onChange={(name) => onChange({ filter: name === '' ? undefined : (name as HomeFilter) })}
        />
        {(tags.length > 0 || value.tag !== undefined) && (
          <Choice
            label="Tag"
            all="Any tag"
            value={value.tag ?? ''}
            choices={tags.map(({ name }) => [name, name])}
            onChange={(tag) => onChange({ tag: tag === '' ? undefined : tag })}
          />
        )}
      </div>
    </>
  );
}

const searchAfterMs = 250;

function SearchField({ initial, onSearch }: { readonly initial: string; readonly onSearch: (text: string) => void }) {
  const [text, setText] = useState(initial);
  useEffect(() => {
    if (text === initial) return;
    const timer = setTimeout(() => onSearch(text), searchAfterMs);
    return () => clearTimeout(timer);
  }, [text, initial, onSearch]);
  useShortcut('/', () => document.getElementById('story-search')?.focus());
  return (
    <div className="relative min-w-0 flex-1 max-sm:basis-full sm:max-w-72">
      <Search className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-faint" aria-hidden />
      <input
        id="story-search"
        type="search"
        aria-label="Search stories"
        placeholder="Search stories"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="h-9 w-full rounded-lg border border-line bg-surface pr-3 pl-9 shadow-card"
      />
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  /** What it says when nothing is chosen. */
  readonly all: string;
  readonly value: string;
  readonly choices: readonly (readonly [value: string, name: string])[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, all, value, choices, onChange }: ChoiceProps) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="h-9 max-w-44 rounded-lg border border-line bg-surface px-2.5 shadow-card"
    >
      <option value="">{all}</option>
      {choices.map(([each, name]) => (
        <option key={each} value={each}>
          {name}
        </option>
      ))}
    </select>
  );
}
