"""Explain every piece of a card once, and make fields of the explanations.

name_lines, organization_choice     what may be the person and the firm
joint_choice                        the two chosen together
titles, joined_lines, accents       what the other lines add
resolve.py                          all of it, in order
fields, confidence, code_evidence   values with evidence, how sure they are, and what a QR code says
"""
