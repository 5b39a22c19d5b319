import { expect, it } from 'vitest';
import { newsShapes } from '../../../../core/model/news.ts';
import { newsAbout } from '../../../../core/model/news-kinds.ts';

it('Each kind of news is about exactly one thing', () => {
  expect(Object.values(newsAbout).flat().sort()).toEqual(Object.keys(newsShapes).sort());
});
