/** How a merchant whose levels we set can be careful while malls do not hear of each other's sales: what they set themselves we would set again. */
export const soldTwice =
  '残りの少ない商品は、ほかのモールと同時に売れることがあります。ご心配な商品がございましたら、ほかのモールでの安全在庫(モールに出さずに残しておく数)の設定を承りますので、当社までご依頼ください。';
