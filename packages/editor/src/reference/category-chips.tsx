import { classNames } from '../ui/class-names.ts';
import { catalogue, categories } from './catalogue.ts';

interface CategoryChipsProps {
  readonly value: string | undefined;
  readonly onChange: (category: string | undefined) => void;
}

/** One category at a time. On a phone the row scrolls sideways. */
export function CategoryChips({ value, onChange }: CategoryChipsProps) {
  return (
    <fieldset className="-mx-4 min-w-0 overflow-x-auto px-4 py-1 md:mx-0 md:px-0">
      <legend className="sr-only">Category</legend>
      <div className="flex gap-1.5 md:flex-wrap">
        <CategoryChip
          name="All"
          count={catalogue.length}
          isChosen={value === undefined}
          onChoose={() => onChange(undefined)}
        />
        {categories.map(({ name, count }) => (
          <CategoryChip
            key={name}
            name={name}
            count={count}
            isChosen={value === name}
            onChoose={() => onChange(value === name ? undefined : name)}
          />
        ))}
      </div>
    </fieldset>
  );
}

interface CategoryChipProps {
  readonly name: string;
  readonly count: number;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function CategoryChip({ name, count, isChosen, onChoose }: CategoryChipProps) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onChoose}
      className={classNames(
        'flex h-7 shrink-0 items-center gap-1.5 rounded-full border px-2.5 text-xs font-medium whitespace-nowrap',
        isChosen
          ? 'border-transparent bg-accent text-on-accent'
          : 'border-line bg-surface text-ink-soft hover:bg-hover hover:text-ink',
      )}
    >
      {name}
      <span className={classNames('font-normal', !isChosen && 'text-ink-faint')}>{count}</span>
    </button>
  );
}
