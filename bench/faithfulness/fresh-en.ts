import type { Passage } from './passage.ts';

/** Passages written before the check was last worked on; it was not developed on them. */
export const freshEn: readonly Passage[] = [
  {
    source:
      'Lost cards are blocked immediately after the call. A replacement card is delivered to the registered address within 5 working days and costs USD 12.',
    faithful: [
      'Your lost card is blocked immediately after the call.',
      'A replacement card costs USD 12 and is delivered to the registered address within 5 working days.',
      'The replacement card is delivered to your registered address within five working days.',
    ],
    contradictions: [
      ['amount', 'A replacement card is delivered to the registered address within 5 working days and costs USD 21.'],
      ['date', 'A replacement card is delivered to the registered address within 5 calendar days.'],
      ['antonym', 'Lost cards are unblocked immediately after the call.'],
    ],
  },
  {
    source:
      'Customers aged 60 or over may open a Silver Birch savings account without a minimum balance. For all other customers the minimum balance is USD 500.',
    faithful: [
      'If you are aged 60 or over, you may open a Silver Birch savings account without a minimum balance.',
      'For all other customers, the minimum balance is USD 500.',
      'Customers aged 60 or over can open a Silver Birch savings account without a minimum balance.',
    ],
    contradictions: [
      ['condition', 'Customers may open a Silver Birch savings account without a minimum balance.'],
      ['amount', 'Customers aged 65 or over may open a Silver Birch savings account without a minimum balance.'],
      ['condition', 'The minimum balance is USD 500.'],
      ['antonym', 'Customers aged 60 or under may open a Silver Birch savings account without a minimum balance.'],
    ],
  },
  {
    source:
      'A claim for water damage is settled only if the leak was sudden. Damage caused by long-term seepage is excluded under the Maple Home Policy.',
    faithful: [
      'Please note that damage caused by long-term seepage is excluded under the Maple Home Policy.',
      'Your claim for water damage is settled only if the leak was sudden.',
      'Under the Maple Home Policy, damage caused by long-term seepage is excluded.',
    ],
    contradictions: [
      ['condition', 'A claim for water damage is settled.'],
      ['antonym', 'Damage caused by long-term seepage is included under the Maple Home Policy.'],
      ['product', 'Damage caused by long-term seepage is excluded under the Oak Home Policy.'],
      ['negation', 'A claim for water damage is not settled if the leak was sudden.'],
    ],
  },
  {
    source:
      'To change the mobile number, the customer must visit a branch in person with a valid identity document. The change takes effect the next day.',
    faithful: [
      'To change your mobile number, you must visit a branch in person with a valid identity document.',
      'You need to visit a branch in person with a valid identity document to change the mobile number.',
      'The change will take effect the next day.',
    ],
    contradictions: [
      [
        'modality',
        'To change the mobile number, the customer may visit a branch in person with a valid identity document.',
      ],
      [
        'antonym',
        'To change the mobile number, the customer must visit a branch in person with an expired identity document.',
      ],
      ['date', 'The change takes effect the same day.'],
      ['negation', 'To change the mobile number, you need not visit a branch in person.'],
    ],
  },
  {
    source:
      'International transfers submitted before 15:00 are processed on the same business day. Transfers submitted later are processed on the next business day.',
    faithful: [
      'If you submit it before 15:00, your international transfer is processed on the same business day.',
      'International transfers are processed on the same business day if they are submitted before 15:00.',
      'Transfers that are submitted later are processed on the next business day.',
    ],
    contradictions: [
      ['date', 'International transfers submitted before 17:00 are processed on the same business day.'],
      ['antonym', 'International transfers submitted after 15:00 are processed on the same business day.'],
      ['condition', 'International transfers are processed on the same business day.'],
    ],
  },
  {
    source:
      'The cooling-off period of a Meadow Life policy is 14 days from the day the customer receives the policy. The premium paid is refunded in full if the policy is cancelled in that period.',
    faithful: [
      'The cooling-off period is 14 days from the day you receive the policy.',
      'If you cancel the policy in that period, the premium you paid is refunded in full.',
      'The premium paid will be refunded in full if the policy is cancelled in that period.',
    ],
    contradictions: [
      [
        'date',
        'The cooling-off period of a Meadow Life policy is 40 days from the day the customer receives the policy.',
      ],
      ['quantifier', 'The premium paid is refunded in part if the policy is cancelled in that period.'],
      ['condition', 'The premium paid is refunded in full if the policy is cancelled.'],
      ['date', 'The cooling-off period of a Meadow Life policy is 14 days from the day the customer signs the policy.'],
    ],
  },
  {
    source:
      'Interest on the Lakeside Overdraft is charged daily at 9.75% per year. No interest is charged if the account is back in credit by midnight.',
    faithful: [
      'Interest on the Lakeside Overdraft is charged daily at 9.75% per year.',
      'If your account is back in credit by midnight, no interest is charged.',
      'On the Lakeside Overdraft, interest is charged daily at 9.75 percent per year.',
    ],
    contradictions: [
      ['amount', 'Interest on the Lakeside Overdraft is charged daily at 7.95% per year.'],
      ['antonym', 'Interest on the Lakeside Overdraft is charged monthly at 9.75% per year.'],
      ['negation', 'Interest is charged if the account is back in credit by midnight.'],
      ['condition', 'No interest is charged.'],
    ],
  },
  {
    source:
      'The insurer may decline a claim if the customer did not report the accident within 48 hours, except where the customer was in hospital.',
    faithful: [
      'The insurer may decline a claim if you did not report the accident within 48 hours, except where you were in hospital.',
      'If the customer did not report the accident within 48 hours, the insurer may decline the claim, except where the customer was in hospital.',
    ],
    contradictions: [
      [
        'modality',
        'The insurer must decline a claim if the customer did not report the accident within 48 hours, except where the customer was in hospital.',
      ],
      ['condition', 'The insurer may decline a claim if the customer did not report the accident within 48 hours.'],
      ['negation', 'The insurer may decline a claim if the customer reported the accident within 48 hours.'],
    ],
  },
  {
    source:
      'For amounts above USD 10,000 a second signature is required. The second signatory has to be listed on the mandate.',
    faithful: [
      'A second signature is required for amounts above USD 10,000.',
      'The second signatory must be listed on the mandate.',
      'For amounts over USD 10,000, a second signature is required.',
    ],
    contradictions: [
      ['antonym', 'For amounts below USD 10,000 a second signature is required.'],
      ['amount', 'For amounts above USD 100,000 a second signature is required.'],
      ['negation', 'For amounts above USD 10,000 no second signature is required.'],
      ['actor', 'The first signatory has to be listed on the mandate.'],
    ],
  },
  {
    source:
      'We send a one-time code by text message to the registered phone. Never share this code with anyone, not even with our staff.',
    faithful: [
      'We send a one-time code by text message to your registered phone.',
      'Please never share this code with anyone, not even with our staff.',
      'A one-time code is sent by text message to the registered phone.',
    ],
    contradictions: [
      ['negation', 'Share this code with our staff.'],
      ['condition', 'Never share this code with anyone except our staff.'],
      ['actor', 'The customer sends us a one-time code by text message.'],
    ],
  },
  {
    source:
      'Students enrolled full-time pay no account fee until the end of the year in which they turn 27. After that the account fee is USD 3 per month.',
    faithful: [
      'Students who are enrolled full-time pay no account fee until the end of the year in which they turn 27.',
      'After that, the account fee is USD 3 per month.',
      'Until the end of the year in which they turn 27, students enrolled full-time pay no account fee.',
    ],
    contradictions: [
      ['condition', 'Students pay no account fee.'],
      ['date', 'Students enrolled full-time pay no account fee until the end of the year in which they turn 37.'],
      ['amount', 'After that the account fee is USD 3 per year.'],
      ['negation', 'Students enrolled full-time pay an account fee until the end of the year in which they turn 27.'],
    ],
  },
  {
    source:
      'The Falcon Business Card offers a credit limit of up to USD 25,000. The limit can be raised once every six months at the request of the card holder.',
    faithful: [
      'The Falcon Business Card offers a credit limit of up to USD 25,000.',
      'At your request, the limit can be raised once every six months.',
      'With the Falcon Business Card, you get a credit limit of up to USD 25,000.',
    ],
    contradictions: [
      ['quantifier', 'The Falcon Business Card offers a credit limit of at least USD 25,000.'],
      ['product', 'The Falcon Private Card offers a credit limit of up to USD 25,000.'],
      ['antonym', 'The limit can be lowered once every six months at the request of the card holder.'],
      ['quantifier', 'The limit can be raised twice every six months at the request of the card holder.'],
    ],
  },
  {
    source:
      'Direct debits can be returned within eight weeks without giving a reason. An unauthorised debit can be returned within 13 months.',
    faithful: [
      'You can return direct debits within eight weeks without giving a reason.',
      'Direct debits can be returned within 8 weeks without giving a reason.',
      'You can return an unauthorised debit within 13 months.',
    ],
    contradictions: [
      ['date', 'Direct debits can be returned within eight months without giving a reason.'],
      ['negation', 'Direct debits cannot be returned within eight weeks without giving a reason.'],
      ['antonym', 'An authorised debit can be returned within 13 months.'],
    ],
  },
  {
    source:
      'If a payment is overdue by more than 30 days, a late fee of USD 35 is added and the account is reported to the credit bureau.',
    faithful: [
      'A late fee of USD 35 is added if a payment is overdue by more than 30 days.',
      'If your payment is overdue by more than 30 days, a late fee of USD 35 is added.',
      'If a payment is overdue by more than 30 days, the account is reported to the credit bureau.',
    ],
    contradictions: [
      ['quantifier', 'If a payment is overdue by less than 30 days, a late fee of USD 35 is added.'],
      ['amount', 'If a payment is overdue by more than 30 days, a late fee of USD 53 is added.'],
      ['negation', 'If a payment is overdue by more than 30 days, the account is not reported to the credit bureau.'],
      ['condition', 'A late fee of USD 35 is added and the account is reported to the credit bureau.'],
    ],
  },
  {
    source:
      'The deductible is USD 250 for each claim. It does not apply to glass damage that is repaired at a partner workshop.',
    faithful: [
      'There is a deductible of USD 250 for each claim.',
      'The deductible of USD 250 applies to each claim.',
      'The deductible does not apply to glass damage that is repaired at a partner workshop.',
    ],
    contradictions: [
      ['amount', 'The deductible is USD 520 for each claim.'],
      ['condition', 'The deductible does not apply to glass damage.'],
      ['negation', 'The deductible applies to glass damage that is repaired at a partner workshop.'],
    ],
  },
  {
    source:
      'Both account holders must agree before a joint account is closed. Either account holder may withdraw money alone.',
    faithful: [
      'Before a joint account is closed, both account holders must agree.',
      'Either account holder can withdraw money alone.',
    ],
    contradictions: [
      ['quantifier', 'Either account holder must agree before a joint account is closed.'],
      ['condition', 'Both account holders must agree after a joint account is closed.'],
      ['negation', 'Neither account holder may withdraw money alone.'],
    ],
  },
  {
    source:
      'From 1 July 2025 the Rowan Mortgage is available at a fixed rate of 3.2% for 10 years; a variable rate is no longer offered.',
    faithful: [
      'From 1 July 2025, the Rowan Mortgage is available at a fixed rate of 3.2% for 10 years.',
      'A variable rate is no longer offered.',
      'The Rowan Mortgage is available from 1 July 2025 at a fixed rate of 3.2% for 10 years.',
    ],
    contradictions: [
      ['date', 'From 1 June 2025 the Rowan Mortgage is available at a fixed rate of 3.2% for 10 years.'],
      ['antonym', 'From 1 July 2025 the Rowan Mortgage is available at a variable rate of 3.2% for 10 years.'],
      ['negation', 'A variable rate is still offered.'],
      ['amount', 'From 1 July 2025 the Rowan Mortgage is available at a fixed rate of 2.3% for 10 years.'],
    ],
  },
  {
    source:
      'Complaints are acknowledged within 3 working days and answered in writing within 15 working days. Customers who are not satisfied can turn to the ombudsman free of charge.',
    faithful: [
      'Your complaint is acknowledged within 3 working days and answered in writing within 15 working days.',
      'Complaints are answered in writing within 15 working days.',
      'If you are not satisfied, you can turn to the ombudsman free of charge.',
    ],
    contradictions: [
      ['date', 'Complaints are acknowledged within 15 working days and answered in writing within 3 working days.'],
      ['antonym', 'Customers who are satisfied can turn to the ombudsman free of charge.'],
      ['negation', 'Customers who are not satisfied cannot turn to the ombudsman.'],
    ],
  },
  {
    source:
      'Cash deposits at the counter are credited at once; cash deposited at a machine is credited within two hours, as long as the notes are undamaged.',
    faithful: [
      'Cash deposits at the counter are credited at once.',
      'Cash deposited at a machine is credited within 2 hours, as long as the notes are undamaged.',
      'As long as the notes are undamaged, cash deposited at a machine is credited within two hours.',
    ],
    contradictions: [
      ['antonym', 'Cash deposited at a machine is credited within two hours, as long as the notes are damaged.'],
      ['date', 'Cash deposited at a machine is credited within two days, as long as the notes are undamaged.'],
      ['condition', 'Cash deposits at the counter are credited within two hours.'],
      ['condition', 'Cash deposited at a machine is credited within two hours.'],
    ],
  },
];
