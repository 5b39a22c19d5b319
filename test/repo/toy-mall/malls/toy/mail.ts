import type { MallMail } from '../../core/ports/index.ts';

export const toyMail: MallMail = {
  name: 'トイモール',
  screen: 'トイモールの管理画面',
  capabilities: ['import'],
  keyWays: {
    pass: { name: 'パス', task: '新しいパスを当社へお知らせください。', steps: [], cautions: [] },
  },
  keyRefused: { what: 'パスが受け付けられず', ask: '新しいパスを当社へお知らせください。' },
  functionOff: null,
  nextDay: null,
};
