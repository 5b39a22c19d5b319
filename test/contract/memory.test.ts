import { describe } from 'vitest';
import { createMemoryStore, memoryPorts } from '../../proving/memory/index.ts';
import { memoryRests } from '../../proving/memory/leases.ts';
import { busContract } from './bus.contract.ts';
import { storeContract } from './store.contract.ts';
import { vaultContract } from './vault.contract.ts';

describe('in memory', () => {
  storeContract(async () => ({
    ...memoryPorts(createMemoryStore()),
    rests: memoryRests(createMemoryStore()),
    async withLostAnswer(call) {
      await call();
      return call();
    },
  }));

  busContract(() => {
    const store = createMemoryStore();
    return { bus: memoryPorts(store).bus, arrived: () => store.accepted };
  });

  vaultContract(async () => {
    const store = createMemoryStore();
    return { vault: memoryPorts(store).vault, another: memoryPorts(store).vault };
  });
});
