import { t } from '../../../language/index.ts';
import type { View } from '../../view.ts';
import { mountActions } from './actions.ts';
import { mountChanges } from './changes.ts';
import { mountFiles } from './files.ts';
import { mountList } from './list.ts';
import { mountOrder } from './order.ts';
import { mountRejected } from './rejected.ts';

export const orders: View = {
  path: '/orders',
  title: () => t`Orders`,
  mount(app, context) {
    mountList(app, context);
    // Before the pages of single orders, whose addresses have two parts as well.
    mountChanges(app, context);
    mountRejected(app, context);
    mountFiles(app, context);
    mountOrder(app, context);
    mountActions(app, context);
  },
};
