/** A place to try formulas. What is written stands in the address, so that it can be sent to somebody and survives a reload. */
import { formatFormula } from '@fabula/formula/language';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { WrapText } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { IconButton } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Segments } from '../ui/segments.tsx';
import { useSettled } from '../ui/use-settled.ts';
import { packFormula, type SharedFormula, unpackFormula } from './shared-formula.ts';
import { Steps } from './steps.tsx';
import { Workbench } from './workbench.tsx';

const first: SharedFormula = {
  formula: 'people |> FILTER(%, LAMBDA(person, person.active)) |> MAP(%, "name") |> JOIN(%, ", ")',
  input: `{
  "people": [
    { "name": "Ada", "active": true },
    { "name": "Grace", "active": false },
    { "name": "Alan", "active": true }
  ]
}`,
  mode: 'formula',
};

const modes = [
  { name: 'formula', label: 'Formula' },
  { name: 'text', label: 'Text' },
] as const;

const layOutWidth = 54;
const addressAfterMs = 500;
/** Longer texts stay out of the address; browsers and chat programs cut it. */
const longestAddress = 8_000;

export function ScratchPad() {
  const hash = useLocation({ select: (location) => location.hash });
  const navigate = useNavigate({ from: '/formulas/try' });
  const [text, setText] = useState(() => unpackFormula(hash) ?? first);
  const written = useRef(hash);
  const [marked, setMarked] = useState<readonly [number, number] | null>(null);
  const settled = useSettled(text, addressAfterMs);

  // Back, forward or a link pasted over the address; not what was written there from here.
  useEffect(() => {
    if (hash === written.current) return;
    written.current = hash;
    setText(unpackFormula(hash) ?? first);
  }, [hash]);
  useEffect(() => {
    const packed = settled === first ? '' : packFormula(settled);
    if (packed === written.current || packed.length > longestAddress) return;
    written.current = packed;
    void navigate({ hash: packed, replace: true, resetScroll: false });
  }, [settled, navigate]);

  function layOut() {
    const formatted = formatFormula(text.formula, text.mode, { width: layOutWidth });
    if (formatted.ok) setText({ ...text, formula: formatted.value });
  }

  return (
    <>
      <Workbench name="Scratch pad" text={text} onChange={setText} canRunAgain marked={marked}>
        <span className="ml-auto flex items-center">
          <Segments
            label="How the text is read"
            choices={modes}
            value={text.mode}
            onChange={(mode) => setText({ ...text, mode })}
          />
          <IconButton label="Lay out" shortcut="Shift Alt F" onClick={layOut} className="size-7">
            <WrapText />
          </IconButton>
          <CopyButton label="Copy link" icon="link" text={() => linkTo(text)} className="size-7" />
        </span>
      </Workbench>
      <Steps text={text} onMark={setMarked} />
    </>
  );
}

function linkTo(text: SharedFormula): string {
  const { origin, pathname } = window.location;
  return `${origin}${pathname}#${packFormula(text)}`;
}
