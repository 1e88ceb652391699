import { test } from 'vitest';
import { gatewayWorld } from './gateway-world.ts';

/** A test of the gateway: it is given a `world` of its own, which ends with it. */
export const it = test.extend('world', ({}, { onCleanup }) => {
  const world = gatewayWorld();
  onCleanup(() => world.gateway.close());
  return world;
});
