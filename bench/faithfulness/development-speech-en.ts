import type { Passage } from './passage.ts';

/** More passages that the check was developed on: what is said as a model says it to a customer. */
export const developmentSpeechEn: readonly Passage[] = [
  {
    source:
      'Parcels handed in before noon are dispatched on the same day. Parcels handed in later leave on the next working day.',
    faithful: [
      'Parcels are dispatched on the same day if they are handed in before noon.',
      'If you hand it in before noon, your parcel is dispatched on the same day.',
      'Parcels that are handed in later will leave on the next working day.',
    ],
    contradictions: [
      ['condition', 'Parcels are dispatched on the same day.'],
      ['antonym', 'Parcels handed in after noon are dispatched on the same day.'],
      ['condition', 'Parcels leave on the next working day.'],
    ],
  },
  {
    source:
      'Tenants must report a broken boiler within 24 hours. Repairs carried out by an approved plumber are paid by the landlord.',
    faithful: [
      'You must report a broken boiler within 24 hours.',
      'As a tenant, you need to report a broken boiler within 24 hours.',
      'If repairs are carried out by an approved plumber, they are paid by the landlord.',
      'The landlord pays repairs carried out by an approved plumber.',
    ],
    contradictions: [
      ['condition', 'Repairs are paid by the landlord.'],
      ['actor', 'Repairs carried out by an approved plumber are paid by the tenant.'],
      ['modality', 'You can report a broken boiler within 24 hours.'],
      ['negation', 'You need not report a broken boiler within 24 hours.'],
    ],
  },
  {
    source: 'Vouchers can be exchanged within three weeks without a receipt. A damaged voucher can be replaced once.',
    faithful: [
      'You can exchange vouchers within three weeks without a receipt.',
      'You can exchange your voucher within 3 weeks without a receipt.',
      'You can have a damaged voucher replaced once.',
    ],
    contradictions: [
      ['negation', 'You can exchange vouchers within three weeks with a receipt only.'],
      ['antonym', 'An undamaged voucher can be replaced once.'],
      ['condition', 'A voucher can be replaced once.'],
      ['date', 'You can exchange vouchers within three years without a receipt.'],
      ['negation', 'You cannot exchange vouchers within three weeks without a receipt.'],
    ],
  },
  {
    source:
      'The excess is EUR 90 for each incident. It is not charged on windscreens that are mended at a contract garage.',
    faithful: [
      'There is an excess of EUR 90 for each incident.',
      'The excess of EUR 90 is charged for each incident.',
      'The excess is not charged on windscreens that are mended at a contract garage.',
    ],
    contradictions: [
      ['condition', 'The excess is not charged on windscreens.'],
      ['condition', 'It is not charged.'],
      ['amount', 'There is an excess of EUR 900 for each incident.'],
      ['quantifier', 'There is an excess of EUR 90 for each year.'],
    ],
  },
  {
    source:
      'Members who are not content with the result may appeal to the board free of charge. Appeals are decided within 20 days.',
    faithful: [
      'If you are not content with the result, you may appeal to the board free of charge.',
      'If members are not content with the result, they can appeal to the board free of charge.',
      'Your appeal will be decided within 20 days.',
    ],
    contradictions: [
      ['antonym', 'If you are content with the result, you may appeal to the board free of charge.'],
      ['antonym', 'Members who are content with the result may appeal to the board free of charge.'],
      ['condition', 'You may appeal to the board free of charge.'],
      ['negation', 'If you are not content with the result, you may not appeal to the board.'],
    ],
  },
  {
    source: 'For orders over EUR 2,000 a deposit is required. The deposit has to be paid by bank transfer.',
    faithful: [
      'A deposit is required for orders over EUR 2,000.',
      'For orders above EUR 2,000, a deposit is required.',
      'If your order is over EUR 2,000, a deposit is required.',
      'You have to pay the deposit by bank transfer.',
    ],
    contradictions: [
      ['condition', 'A deposit is required.'],
      ['antonym', 'A deposit is required for orders under EUR 2,000.'],
      ['negation', 'For orders over EUR 2,000 a deposit is not required.'],
      ['modality', 'The deposit can be paid by bank transfer.'],
      ['antonym', 'The deposit has to be paid by cheque.'],
    ],
  },
  {
    source:
      'Pupils registered at a public school travel free until they turn 16. Other pupils pay half the adult fare.',
    faithful: [
      'Until they turn 16, pupils registered at a public school travel free.',
      'Pupils who are registered at a public school travel free until they turn 16.',
      'Other pupils pay half of the adult fare.',
    ],
    contradictions: [
      ['condition', 'Pupils travel free.'],
      ['condition', 'Pupils travel free until they turn 16.'],
      ['antonym', 'Pupils registered at a private school travel free until they turn 16.'],
      ['quantifier', 'Other pupils pay double the adult fare.'],
      ['condition', 'Pupils pay half the adult fare.'],
    ],
  },
  {
    source: 'The hotel may refuse check-in if the guest did not confirm by 18:00, except where the flight was delayed.',
    faithful: [
      'The hotel may refuse check-in if you did not confirm by 18:00, except where your flight was delayed.',
      'If you did not confirm by 18:00, the hotel may refuse check-in, except where the flight was delayed.',
      'If the guest did not confirm by 18:00, the hotel can refuse check-in, except where the flight was delayed.',
    ],
    contradictions: [
      ['condition', 'If you did not confirm by 18:00, the hotel may refuse check-in.'],
      [
        'modality',
        'The hotel must refuse check-in if the guest did not confirm by 18:00, except where the flight was delayed.',
      ],
      [
        'negation',
        'The hotel may refuse check-in if the guest confirmed by 18:00, except where the flight was delayed.',
      ],
      [
        'actor',
        'The guest may refuse check-in if the hotel did not confirm by 18:00, except where the flight was delayed.',
      ],
    ],
  },
  {
    source:
      'If a loan instalment is missed for more than 45 days, a reminder fee of EUR 18 is charged and the guarantor is informed.',
    faithful: [
      'A reminder fee of EUR 18 is charged if a loan instalment is missed for more than 45 days.',
      'If a loan instalment is missed for more than 45 days, the guarantor is informed.',
      'If your loan instalment is missed for more than 45 days, we charge a reminder fee of EUR 18.',
    ],
    contradictions: [
      ['condition', 'A reminder fee of EUR 18 is charged.'],
      ['condition', 'The guarantor is informed.'],
      ['condition', 'If a loan instalment is missed, a reminder fee of EUR 18 is charged.'],
      ['quantifier', 'If a loan instalment is missed for less than 45 days, the guarantor is informed.'],
      ['negation', 'If a loan instalment is missed for more than 45 days, the guarantor is not informed.'],
    ],
  },
  {
    source:
      'We email a confirmation link to the stored address. Do not forward the link to anybody, including our advisers.',
    faithful: [
      'A confirmation link is emailed to your stored address.',
      'Please do not forward the link to anybody, including our advisers.',
      'You must not forward the link to anybody, including our advisers.',
      'We will email you a confirmation link to the stored address.',
    ],
    contradictions: [
      ['negation', 'Forward the link to our advisers.'],
      ['negation', 'Please forward the link to anybody, including our advisers.'],
      ['condition', 'Do not forward the link to anybody, except our advisers.'],
      ['actor', 'You email a confirmation link to us.'],
    ],
  },
  {
    source:
      'The trial period of the Cedar Pension Plan is 21 days from the day on which the member gets the certificate. All contributions are returned if the member leaves in that period.',
    faithful: [
      'The trial period is 21 days from the day on which you get the certificate.',
      'If you leave in that period, all contributions are returned.',
      'All contributions will be returned to you if you leave in that period.',
      'The trial period of the Cedar Pension Plan is 21 days, from the day on which the member gets the certificate.',
    ],
    contradictions: [
      ['condition', 'All contributions are returned if the member leaves.'],
      ['quantifier', 'Some contributions are returned if the member leaves in that period.'],
      ['date', 'The trial period is 21 days from the day on which you pay the certificate.'],
      ['product', 'The trial period of the Cedar Savings Plan is 21 days.'],
    ],
  },
  {
    source:
      'Cheques paid in at a branch are cleared at once; cheques scanned with the app are cleared within three days, provided the picture is sharp.',
    faithful: [
      'Cheques scanned with the app are cleared within 3 days, provided the picture is sharp.',
      'Provided the picture is sharp, cheques scanned with the app are cleared within three days.',
      'If you pay in cheques at a branch, they are cleared at once.',
    ],
    contradictions: [
      ['condition', 'Cheques scanned with the app are cleared within three days.'],
      ['condition', 'Cheques scanned with the app are cleared at once.'],
      ['condition', 'Cheques are cleared at once.'],
      ['antonym', 'Cheques scanned with the app are cleared within three days, provided the picture is blurred.'],
      ['antonym', 'Cheques scanned with the app are cleared within three days, provided the picture is unsharp.'],
    ],
  },
  {
    source:
      'The Heron Travel Card has a spending limit of up to GBP 900. The limit can be increased once a year on request of the holder.',
    faithful: [
      'With the Heron Travel Card, you have a spending limit of up to GBP 900.',
      'On your request, the limit can be increased once a year.',
      'The limit can be increased once per year on your request.',
    ],
    contradictions: [
      ['antonym', 'The limit can be decreased once a year on request of the holder.'],
      ['quantifier', 'The limit can be increased twice a year on request of the holder.'],
      ['quantifier', 'The Heron Travel Card has a spending limit of at least GBP 900.'],
    ],
  },
];
