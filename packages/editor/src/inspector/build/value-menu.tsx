import type { Value } from '@fabula/formula';
import { ArrowUp, ChevronDown, Trash2 } from 'lucide-react';
import { Menu, MenuChoice, MenuChoices, MenuItem, MenuLabel, MenuSeparator } from '../../ui/menu.tsx';
import { useForm } from './form-context.ts';
import { QuietButton } from './quiet-button.tsx';
import { formOf, formTitles, type ValueForm, valueForms } from './value-form.ts';

interface ValueMenuProps {
  readonly value: Value;
  readonly label: string;
  readonly onForm: (form: ValueForm) => void;
  readonly onRaise?: (() => void) | undefined;
  readonly onRemove?: (() => void) | undefined;
}

/** What kind of value it is, to change; and what else can be done with its row. */
export function ValueMenu({ value, label, onForm, onRaise, onRemove }: ValueMenuProps) {
  const { isReadOnly } = useForm();
  const form = formOf(value);
  if (isReadOnly) return <span className="px-1.5 text-2xs text-ink-faint">{formTitles[form]}</span>;
  return (
    <Menu
      trigger={
        <QuietButton aria-label={`${label} is: ${formTitles[form]}`} className="font-normal">
          {formTitles[form]} <ChevronDown aria-hidden />
        </QuietButton>
      }
    >
      <MenuLabel>It is</MenuLabel>
      <MenuChoices
        value={form}
        onValueChange={(next) => {
          const chosen = valueForms.find((each) => each === next);
          if (chosen !== undefined) onForm(chosen);
        }}
      >
        {valueForms.map((each) => (
          <MenuChoice key={each} value={each}>
            {formTitles[each]}
          </MenuChoice>
        ))}
      </MenuChoices>
      {(onRaise !== undefined || onRemove !== undefined) && <MenuSeparator />}
      {onRaise !== undefined && (
        <MenuItem onSelect={onRaise}>
          <ArrowUp aria-hidden /> Move up
        </MenuItem>
      )}
      {onRemove !== undefined && (
        <MenuItem onSelect={onRemove}>
          <Trash2 aria-hidden /> Remove
        </MenuItem>
      )}
    </Menu>
  );
}
