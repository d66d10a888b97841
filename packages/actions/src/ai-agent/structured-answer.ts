/** Answers that are to be data. The structure guides the model; nothing makes it obey (actions.md section 10). */
import { parseJson, stringifyJson, type Value } from '@fabula/formula';

export function schemaPrompt(structure: Value): string {
  const text = typeof structure === 'string' ? structure : stringifyJson(structure);
  return `Give your final answer as JSON and nothing else. It must follow this structure (a JSON Schema, or an example):\n${text}`;
}

/** The text as it is, or what it says as JSON where a structure was asked for. */
export function readAnswer(
  text: string,
  structure: Value | undefined,
): { readonly output: Value; readonly warning?: string } {
  if (structure === undefined) return { output: text };
  // models like to put a fence around JSON
  const bare = /^\s*```(?:json)?\s*\n?(.*?)\n?\s*```\s*$/s.exec(text)?.[1] ?? text;
  const parsed = parseJson(bare.trim());
  if (parsed.ok) return { output: parsed.value };
  return {
    output: text,
    warning: "The model's answer is no JSON, so 'output_structure' has no effect: it stays a text.",
  };
}
