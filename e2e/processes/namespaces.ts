/**
 * Hosts of their own on this machine: network namespaces on one bridge, which is in a namespace too. The network of the
 * machine itself is not touched. Needs root and iproute2.
 */
import { spawnSync } from 'node:child_process';

export interface Hosts {
  /** Where the bridge is, and what all the others can reach. */
  readonly hub: { readonly name: string; readonly address: string };
  readonly others: readonly { readonly name: string }[];
  /** Takes a host off the network, as if somebody had pulled its cable. */
  cut(name: string): void;
  heal(name: string): void;
  /** Put before a command, runs it there. */
  prefix(name: string): readonly string[];
  remove(): void;
}

/** Tries it with the hub alone. */
export function canMakeHosts(): boolean {
  const hosts = makeHosts(0);
  hosts?.remove();
  return hosts !== null;
}

/** null: this machine lets us make none. */
export function makeHosts(count: number): Hosts | null {
  const base = `fabula-${process.pid}`;
  const hub = { name: `${base}-hub`, address: '10.213.7.1' };
  const others = Array.from({ length: count }, (_, index) => ({ name: `${base}-${index + 1}` }));
  const all = [hub, ...others];
  const remove = (): void => {
    for (const { name } of all) spawnSync('ip', ['netns', 'del', name]);
  };
  const steps = [
    ...all.map(({ name }) => `netns add ${name}`),
    ...all.map(({ name }) => `-n ${name} link set lo up`),
    `-n ${hub.name} link add bridge type bridge`,
    `-n ${hub.name} addr add ${hub.address}/24 dev bridge`,
    `-n ${hub.name} link set bridge up`,
    ...others.flatMap(({ name }, index) => [
      `-n ${hub.name} link add to-${index + 1} type veth peer name cable netns ${name}`,
      `-n ${hub.name} link set to-${index + 1} master bridge up`,
      `-n ${name} addr add 10.213.7.${index + 10}/24 dev cable`,
      `-n ${name} link set cable up`,
    ]),
  ];
  for (const step of steps) {
    if (ip(step)) continue;
    remove();
    return null;
  }
  // The end in the hub: the address stays, and whoever is cut off learns of nothing.
  const cableOf = (name: string): string => `to-${others.findIndex((other) => other.name === name) + 1}`;
  return {
    hub,
    others,
    cut: (name) => ip(`-n ${hub.name} link set ${cableOf(name)} nomaster`),
    heal: (name) => ip(`-n ${hub.name} link set ${cableOf(name)} master bridge`),
    prefix: (name) => ['ip', 'netns', 'exec', name],
    remove,
  };
}

function ip(words: string): boolean {
  return spawnSync('ip', words.split(' ')).status === 0;
}
