import { Search } from 'lucide-react';
import type { KeyboardEvent, Ref } from 'react';
import { Key } from '../ui/key.tsx';

interface FunctionSearchProps {
  readonly value: string;
  readonly onChange: (query: string) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
  readonly input: Ref<HTMLInputElement>;
}

export function FunctionSearch({ value, onChange, onKeyDown, input }: FunctionSearchProps) {
  return (
    <div className="relative min-w-0 flex-1">
      <Search className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-faint" aria-hidden />
      <input
        ref={input}
        type="search"
        aria-label="Search functions"
        placeholder="Search functions"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        className="peer h-9 w-full rounded-lg border border-line bg-surface pr-9 pl-9 shadow-card"
      />
      <span aria-hidden className="pointer-events-none absolute top-2 right-3 peer-focus:hidden max-md:hidden">
        {value === '' && <Key>/</Key>}
      </span>
    </div>
  );
}
