"""What a sender can do about a finding: one sentence for each code of the acknowledgments."""

from coverwell.wire.x12.findings import Finding, Level


_TA1 = {
    "001": "Send the control number of ISA13 again in IEA02.",
    "005": "Use a qualifier of the standard in ISA05: ZZ for an agreed id, 30 for a tax number.",
    "006": "Put the sender id that was agreed with the receiver into ISA06.",
    "007": "Use a qualifier of the standard in ISA07: ZZ for an agreed id, 30 for a tax number.",
    "008": "Put the receiver's id into ISA08.",
    "010": "Put 00 into ISA01 and leave ISA02 blank.",
    "012": "Put 00 into ISA03 and leave ISA04 blank.",
    "014": "Write the date in ISA09 as YYMMDD.",
    "015": "Write the time in ISA10 as HHMM.",
    "017": "Put 00501 into ISA12.",
    "018": "Put nine digits into ISA13.",
    "019": "Put 1 into ISA14 to be answered with a TA1, else 0.",
    "020": "Put P (production) or T (test) into ISA15.",
    "021": "Count the functional groups again and correct IEA01.",
    "022": "Keep everything between ISA and IEA, and pad ISA to its fixed 106 characters.",
    "023": "Send the whole file again: it ends before its IEA.",
    "024": "Write the file as plain text that begins with a complete ISA segment.",
    "026": "Choose four different separators that are neither letters, digits nor blanks.",
}
_AK9 = {
    "1": "Put the code of this kind of group into GS01.",
    "2": "Agree on the guide with the receiver, and name it in GS08.",
    "3": "Send the whole group again with its GE.",
    "4": "Send the control number of GS06 again in GE02.",
    "5": "Count the transaction sets again and correct GE01.",
    "6": "Put a whole number of at most nine digits into GS06.",
    "19": "Give each group in an interchange its own number in GS06.",
}
_IK5 = {
    "1": "Put the code of this transaction set into GS01, or send it in its own group.",
    "2": "Send the whole transaction set again with its SE.",
    "3": "Send the control number of ST02 again in SE02.",
    "4": "Count the segments from ST to SE, both included, and correct SE01.",
    "6": "Name the kind of transaction set in ST01.",
    "7": "Put a number of four to nine characters into ST02.",
    "23": "Give each transaction set in a group its own number in ST02.",
    "I6": "Send one of the versions that are read here, and name it in ST03 and GS08.",
}
_IK3 = {
    "1": "Take the segment out, or correct its id.",
    "2": "Take the segment out, correct its first code, or move it to the loop it belongs to.",
    "3": "Add the segment.",
    "4": "Send fewer of this loop, or split what you send.",
    "5": "Send this segment less often.",
    "6": "Take the segment out: this message has no place for it.",
    "7": "Move the segment to its place in the order of the guide.",
    "I6": "Add the segment that this situation calls for, or correct what calls for it.",
    "I9": "Take the segment out, or correct what forbids it.",
}
_IK4 = {
    "1": "Fill in the element.",
    "2": "Fill in the element, or leave out the one that goes with it.",
    "3": "Take out the elements behind the last one that the standard has.",
    "4": "Write the value at its full length.",
    "5": "Shorten the value.",
    "6": "Use only the characters that this type of element may hold.",
    "7": "Use one of the codes that the guide lists here.",
    "8": "Write a day of the calendar in the form that the qualifier names.",
    "9": "Write the time as HHMM, with 00 to 23 and 00 to 59.",
    "10": "Leave one of the two elements out.",
    "12": "Send the element less often.",
    "13": "Take out the components behind the last one that the standard has.",
    "I9": "Fill in the element that this situation calls for.",
    "I10": "Leave the element empty: the guide has no use for it.",
    "I13": "Leave the element empty, or correct what forbids it.",
}
_277CA = {
    "400": "Make the total and its lines agree.",
    "562": "Correct the National Provider Identifier: its last digit checks the nine before it.",
}
_BY_LEVEL = {
    Level.INTERCHANGE: _TA1,
    Level.GROUP: _AK9,
    Level.TRANSACTION: _IK5,
    Level.SEGMENT: _IK3,
    Level.ELEMENT: _IK4,
    Level.CLAIM: _277CA,
}


def advice(finding: Finding) -> str:
    """What the sender can do about it, in a sentence; empty where the message says it all."""
    return _BY_LEVEL.get(finding.level, {}).get(finding.code, "")
