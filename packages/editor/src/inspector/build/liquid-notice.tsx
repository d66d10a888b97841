/** Under a text in the older notation: says so, and writes it as a formula where that means the same for every input. */
import { convertLiquid, isLiquidText } from '@fabula/formula/language';
import { WandSparkles } from 'lucide-react';
import { useState } from 'react';
import { Prose } from '../../formula-field/prose.tsx';
import { QuietButton } from './quiet-button.tsx';

interface LiquidNoticeProps {
  readonly value: string;
  /** Spoken name of the field. */
  readonly label: string;
  readonly isReadOnly: boolean;
  readonly onChange: (value: string) => void;
}

/** With pills beside the tags it depends on the story which of them are meant; such a text is left alone. */
export function isLiquidAlone(value: string): boolean {
  return isLiquidText(value) && !/<[<%]/.test(value);
}

export function LiquidNotice({ value, label, isReadOnly, onChange }: LiquidNoticeProps) {
  const [kept, setKept] = useState<{ readonly value: string; readonly why: string }>();

  function convert() {
    const conversion = convertLiquid(value);
    if (conversion.kind === 'converted') onChange(conversion.source);
    else setKept({ value, why: conversion.reasons[0]?.message ?? '' });
  }

  return (
    <div className="flex min-h-7 flex-wrap items-center gap-x-1.5 text-xs text-ink-faint">
      <span>Written in Liquid, the older notation.</span>
      {kept?.value === value ? (
        <span role="status" className="min-w-0 text-ink-soft">
          It stays: <Prose text={kept.why} />.
        </span>
      ) : (
        !isReadOnly && (
          <QuietButton aria-label={`Write ${label} as a formula`} onClick={convert}>
            <WandSparkles aria-hidden /> Write it as a formula
          </QuietButton>
        )
      )}
    </div>
  );
}
